"""The cache of invitation pages. `open_site` compares each cached page with a newly rendered one, in every test."""

from datetime import timedelta

import pytest

from services.registration.web.kit.page_cache import PageCache
from services.registration.web.pages.invitation import page_cache
from shared import times
from tests.support.pages.client import kept_page
from tests.support.pages.states import DATES, KARIN, RESPOND_BY

STRANGE = 'Bo "Bosse" <b>Ek</b> & Söner'


@pytest.fixture
def rendered_for(monkeypatch) -> list[str]:
    """The names of the people for whom a page was rendered, in order."""
    cache = PageCache()
    names: list[str] = []

    def recording(_, it, make):
        return kept_page(cache, it, lambda shown: (names.append(it.setting.person_name), make(shown))[1])

    monkeypatch.setattr(page_cache, "page", recording)
    return names


async def test_an_invitation_page_is_rendered_once_for_all_invited_to_a_cohort(story, site, rendered_for):
    await story.series()
    karin, bo = await story.invited(), await story.invited(STRANGE)

    hers, his = await site.get(karin), await site.get(bo)
    assert rendered_for == [KARIN]
    assert "Inbjudan till Karin Lindgren" in hers.text
    assert f"Inbjudan till {STRANGE}" in his.text
    assert his.value("name") == STRANGE
    assert KARIN not in his.text
    assert karin.rpartition("/")[2] not in his.raw


async def test_an_invitation_page_is_rendered_anew_when_anything_on_it_changes(story, site, rendered_for):
    await story.series()
    karin, bo = await story.invited(), await story.invited("Bo Ek")

    async def is_new(link: str) -> bool:
        before = len(rendered_for)
        await site.get(link)
        return len(rendered_for) > before

    async def change(table: str, what: str, row_id: object) -> None:
        await site.organiser.pool.execute(f"update {table} set {what} where id = $1", row_id)

    first, second, third, _ = story.sessions
    assert await is_new(karin)
    assert not await is_new(bo)

    await change("session", "title = 'En annan rubrik'", first)
    assert (await is_new(karin), await is_new(bo)) == (True, False)
    await change("session", "status = 'cancelled', cancel_reason = 'sjuk'", second)
    assert (await is_new(karin), await is_new(bo)) == (True, False)
    await story.fill(third)
    assert (await is_new(karin), await is_new(bo)) == (True, False)
    await change("cohort", "forwarding = 'organisation'", story.cohort_id)
    assert (await is_new(karin), await is_new(bo)) == (True, False)
    await change("programme", "reservation = 'Med förbehåll.'", site.organiser.programme_id)
    assert (await is_new(karin), await is_new(bo)) == (True, False)

    assert (await is_new(f"{karin}?lang=en"), await is_new(f"{bo}?lang=en")) == (True, False)
    await story.protect()
    assert (await is_new(karin), await is_new(bo)) == (True, False)


async def test_an_invitation_page_is_rendered_anew_when_a_session_begins_or_ends(
    story, site, clock, rendered_for
):
    await story.series()
    karin = await story.invited(respond_by=None)
    ends = [start + timedelta(hours=3) for start in DATES]
    for moment in sorted([*DATES, *ends])[:-1]:
        clock.now = moment - timedelta(microseconds=1)
        await site.get(karin)
        before = len(rendered_for)
        clock.now = moment
        await site.get(karin)
        assert len(rendered_for) == before + 1, moment


async def test_the_last_day_to_answer_a_summons_is_shown_until_that_day_is_over(story, site, clock):
    await story.series()
    link = await story.invited(kind="kallelse")
    end = times.end_of_day(RESPOND_BY)
    for moment, is_shown in ((end - timedelta(microseconds=1), True), (end, False)):
        clock.now = moment
        assert ("tisdag 20 januari 2026" in (await site.get(link)).text) is is_shown


async def test_a_message_with_an_answer_is_on_no_other_persons_invitation_page(story, site):
    """A page that shows a message is rendered for that person alone and not cached."""
    await story.series()
    karin, bo = await story.invited(), await story.invited("Bo Ek")
    await site.post(
        karin, {"answer": "yes", "session_ids": [str(story.sessions[0])], "message": "Bara för er"}
    )
    hers = await site.get(karin)
    assert hers.value("message") == "Bara för er"
    assert "Bara för er" not in (await site.get(bo)).raw


async def test_a_programme_title_that_looks_like_a_placeholder_is_not_filled_in(story, site):
    await story.series()
    link = await story.invited()
    await site.organiser.pool.execute("update programme set title = $1", "\ue0000123456789abcdef-email\ue001")
    page = await site.get(link)
    assert "-email" in page.h1


async def test_the_invitation_page_cache_keeps_no_more_pages_than_its_limit(story, site, monkeypatch):
    kept = PageCache(most=2)
    monkeypatch.setattr(page_cache, "page", lambda _, it, make: kept_page(kept, it, make))
    await story.series()
    link = await story.invited()
    for number in range(5):
        await site.organiser.pool.execute("update programme set title = $1", f"Program {number}")
        assert (await site.get(link)).h1 == f"Program {number}"
    assert len(kept) == 2
