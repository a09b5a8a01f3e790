"""What an invitation's page says that the person has: read from the seats, not from the answer."""

from datetime import date, timedelta

import pytest

from services.registration.actions.cohorts.publish_cohort import close
from services.registration.actions.registrations.substitute import send_substitute
from services.registration.actions.registrations.withdraw import withdraw
from shared import times
from tests.support.caller import a_caller
from tests.support.pages.states import KARIN, RESPOND_BY
from tests.support.registration import an_applicant

LATE = times.end_of_day(RESPOND_BY) + timedelta(hours=9)


def caller(story):
    return a_caller(story.site.organiser.organiser_id, now=story.clock.now)


async def karin(story):
    return await story.site.registration_of(KARIN)


async def too_late(story, site, link, language="sv"):
    story.clock.now = LATE
    return await site.get(f"{link}?lang={language}")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "Du står på väntelistan till Lärträff 1, på plats 2 i kön. På din egen sida"),
        ("en", "You are on the waiting list for Lärträff 1, number 2 in line. On your own page"),
    ],
)
async def test_after_the_last_day_one_who_waits_reads_the_place_in_line(story, site, language, sentence):
    await story.series(1)
    link = await story.invited()
    await story.fill(story.sessions[0])
    await site.organiser.register(story.cohort_id, "forst@skola.example")
    await story.said_yes(link)

    page = await too_late(story, site, link, language)

    assert sentence in page.text
    assert "Du är anmäld" not in page.text
    assert "You are registered" not in page.text


async def test_after_the_last_day_seats_are_counted_and_waits_named(story, site):
    await story.series(3)
    link = await story.invited()
    await story.fill(story.sessions[0])
    await story.said_yes(link)

    page = await too_late(story, site, link)

    assert "Du har plats på två datum. Du står på väntelistan till Lärträff 1, på plats 1 i kön." in page.text


async def test_after_the_last_day_an_offered_seat_is_said_with_its_time(story, site):
    await story.series(1)
    link = await story.invited()
    await story.fill(story.sessions[0])
    await story.said_yes(link)
    until = LATE + timedelta(days=1)
    await site.organiser.pool.execute(
        "update seat set offered_at = $2, offered_until = $3 where registration_id = $1",
        await karin(story), story.clock.now, until,
    )  # fmt: skip

    page = await too_late(story, site, link)

    assert "Vi håller en plats åt dig på Lärträff 1 till torsdag 22 januari kl. 9.00." in page.text


async def test_after_the_last_day_one_who_has_given_everything_up_has_nothing(story, site):
    await story.series(2)
    link = await story.invited()
    await story.said_yes(link)
    await withdraw(site.organiser.pool, caller(story), await karin(story), session_ids=None)

    story.clock.now = LATE
    page = await site.get(link, expect=410)

    assert "Du har plats" not in page.text


async def test_a_closed_invitation_says_what_stands_too(story, site):
    await story.series(2)
    link = await story.invited()
    await story.said_yes(link)
    await close(site.organiser.pool, caller(story), story.cohort_id)

    page = await site.get(link)

    assert page.h1 == "Anmälan är stängd"
    assert "Du har plats på två datum." in page.text


async def test_an_open_invitation_says_which_date_waits(story, site):
    await story.series(2)
    link = await story.invited()
    await story.fill(story.sessions[0])
    await story.said_yes(link)

    page = await site.get(link)

    assert page.lead == (
        "Du har plats på ett datum. Du står på väntelistan till Lärträff 1, på plats 1 i kön. "
        "Ändra här om något inte stämmer."
    )


async def test_a_kallelse_to_a_full_session_does_not_say_that_the_seat_is_ready(story, site):
    await story.series(1)
    await story.fill(story.sessions[0])
    link = await story.invited(kind="kallelse")

    page = await site.get(link)

    assert "Du står på väntelistan till Lärträff 1, på plats 1 i kön." in page.lead
    assert "Din plats är klar" not in page.text


async def test_a_seat_that_comes_back_opens_the_invitation_again(story, site):
    await story.series(2)
    link = await story.invited()
    await story.said_yes(link)
    bo = await send_substitute(
        site.organiser.pool, caller(story), await karin(story),
        substitute=an_applicant("bo@skola.example", name="Bo Ek"), session_ids=None,
    )  # fmt: skip
    [email] = await site.organiser.pool.fetchrow("select email from person where name = $1", KARIN)

    await send_substitute(
        site.organiser.pool, caller(story), bo, substitute=an_applicant(email, name=KARIN), session_ids=None
    )

    page = await site.get(link)
    assert page.lead == "Du är anmäld till två datum. Ändra här om något inte stämmer."


async def test_the_substitutes_date_is_not_counted_as_ones_own(story, site):
    await story.series(2)
    link = await story.invited()
    await story.said_yes(link)
    registration_id = await karin(story)
    await send_substitute(
        site.organiser.pool, caller(story), registration_id,
        substitute=an_applicant("bo@skola.example", name="Bo Ek"), session_ids=[story.sessions[0]],
    )  # fmt: skip
    assert (await site.get(link)).lead.startswith("Du är anmäld till ett datum.")

    await withdraw(site.organiser.pool, caller(story), registration_id, session_ids=None)

    assert (await site.get(link)).h1 == "Bo Ek kommer i ditt ställe"


async def test_an_invitation_counts_a_day_with_parallel_seminars_as_one_date(story, site):
    await story.series(2)
    for number in (1, 2):
        await story.add(
            title=f"Seminarium {number}", form="seminarium", choice_group="sem", parent_id=story.sessions[0],
            starts_at=times.instant(date(2026, 2, 3), times.local(story.clock.now).time()),
        )  # fmt: skip
    link = await story.invited()

    assert "två digitala lärträffar" in (await site.get(link)).text
    done = await site.get(
        await site.post(
            link,
            {
                "answer": "yes",
                "session_ids": [str(session_id) for session_id in story.sessions[:2]],
                "choice_sem": str(story.sessions[2]),
            },
        )
    )

    assert "Du har plats på två träffar." in done.lead
    story.clock.now = LATE
    assert "Du har plats på två datum." in (await site.get(link)).text
