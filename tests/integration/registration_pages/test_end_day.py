"""A session over several days on the pages, and on its second day."""

from datetime import date, time, timedelta

import pytest

from services.registration.actions.registrations import send_link
from services.registration.domain.question import Question, erased_on
from services.registration.domain.sessions.session import Session
from shared import events, ids, times
from tests.support.caller import a_caller
from tests.support.registration import NOW

FRIDAY, SUNDAY = date(2026, 3, 13), date(2026, 3, 15)
SPAN = {"starts_at": times.instant(FRIDAY, time(13)), "ends_at": times.instant(SUNDAY, time(15))}


@pytest.fixture
async def organiser_of_camp(site):
    """Somebody who is registered for a session over three days."""
    organiser = site.organiser
    cohort = await organiser.cohort()
    await organiser.session(cohort, title="Internat", **SPAN)
    return organiser, await organiser.register(cohort, "anna@skola.example")


async def test_the_invitation_and_ones_own_page_say_the_last_day(story, site):
    await story.series(1)
    camp = await story.add(title="Internat", mode="on_site", place="Loka", **SPAN)
    link = await story.invited()
    assert "13.00 till söndag 15 mars kl. 15.00" in (await site.get(link)).day(camp)

    mine = await site.post(link, {"answer": "yes", "session_ids": [str(camp)]})
    assert "13.00 till söndag 15 mars kl. 15.00" in (await site.get(mine)).text


async def test_on_the_second_day_a_lost_link_is_still_mailed(organiser_of_camp):
    organiser, registration = organiser_of_camp
    saturday = times.instant(date(2026, 3, 14), time(9))
    await send_link.send_links(
        organiser.pool, a_caller(organiser.organiser_id, now=saturday), "anna@skola.example"
    )

    [told] = [each for each in await organiser.told(events.Registration) if each.link_asked_at is not None]
    assert told.id == registration


def test_sensitive_answers_are_kept_until_the_last_day_is_over():
    camp = Session(
        title="Internat",
        organiser_id=ids.new(),
        id=ids.new(),
        cohort_id=ids.new(),
        timed_at=NOW,
        on=FRIDAY,
        **SPAN,
    )
    question = Question(
        organiser_id=camp.organiser_id, id=ids.new(), cohort_id=camp.cohort_id, position=1, kind="text",
        label="Specialkost", sensitive=True,
    )  # fmt: skip

    assert erased_on(question, [camp], ends_on=None, today=NOW.date()) == SUNDAY + timedelta(days=1)
