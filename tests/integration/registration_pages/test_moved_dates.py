"""A moved session shows the old time, struck, beside the new one, to everybody who knew it by the old time."""

from datetime import timedelta

import pytest

from services.registration.actions.sessions import change_session
from services.registration.domain.sessions.session import SessionChanges
from tests.support.caller import a_caller
from tests.support.pages.states import DATES
from tests.support.registration import NOW

LATER = NOW + timedelta(days=1)


async def move(story, session_id, *, days=1, silent=False, reason=None, now=LATER):
    organiser = story.site.organiser
    starts_at = DATES[0] + timedelta(days=days)
    await change_session.change(
        organiser.pool, a_caller(organiser.organiser_id, now=now), session_id,
        SessionChanges(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3)),
        version=None, silent=silent, reason=reason,
    )  # fmt: skip


def struck(page):
    return [element.text for element in page.root.all("del")]


@pytest.mark.parametrize("reason", [None, "Salen är upptagen"])
async def test_a_moved_session_shows_its_old_time_struck_on_my_page_with_or_without_a_reason(
    story, site, clock, reason
):
    await story.series(2)
    link = await story.said_yes(await story.invited())
    await move(story, story.sessions[0], reason=reason)
    clock.now = LATER
    page = await site.get(link)

    assert struck(page) == ["Tidigare: tisdag 3 februari kl. 9.00–12.00"]
    assert "Ny tid, du är anmäld" in page.day(story.sessions[0])
    assert "Vi flyttade träffen tisdag 13 januari." in page.day(story.sessions[0])
    assert ("Orsak: Salen är upptagen." in page.text) is bool(reason)


async def test_an_open_invitation_shows_the_old_time_of_a_moved_session(story, site, clock):
    await story.series(2)
    link = await story.invited()
    await move(story, story.sessions[0])
    clock.now = LATER

    assert struck(await site.get(link)) == ["Tidigare: tisdag 3 februari kl. 9.00–12.00"]


async def test_whoever_is_invited_after_the_move_sees_only_the_new_time(story, site, clock):
    await story.series(2)
    await move(story, story.sessions[0], now=NOW - timedelta(days=1))
    link = await story.invited()

    assert struck(await site.get(link)) == []
    clock.now = LATER
    assert struck(await site.get(await story.said_yes(link))) == []


async def test_a_silent_move_or_a_move_back_strikes_nothing(story, site, clock):
    await story.series(2)
    link = await story.said_yes(await story.invited())
    first, second = story.sessions
    await move(story, second, silent=True, days=50)
    await move(story, first)
    await move(story, first, days=0, now=LATER + timedelta(hours=1))
    clock.now = LATER + timedelta(hours=2)

    assert struck(await site.get(link)) == []


async def test_the_english_page_shows_a_move_too(story, site, clock):
    await story.series(1)
    link = await story.said_yes(await story.invited())
    await move(story, story.sessions[0])
    clock.now = LATER
    page = await site.get(f"{link}?lang=en")

    assert "New time, you are registered" in page.text
    assert struck(page)[0].startswith("Before: ")
