"""What pages say about the calendar, the language, questions and time, in both languages."""

from datetime import timedelta

import pytest

from services.registration.web.kit.phrases import time_until
from services.registration.web.wording import WORDING
from shared import events
from tests.support.pages.states import KARIN


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (timedelta(hours=1, minutes=10), "om en timme och tio minuter"),
        (timedelta(hours=47, minutes=59), "om 47 timmar"),
        (timedelta(days=2), "om två dagar"),
        (timedelta(days=13, hours=5), "om 13 dagar"),
    ],
)
def test_the_time_until_a_session_is_said_in_days_from_two_days_on(gap, words):
    assert time_until(gap, WORDING["sv"]) == words


async def test_an_invitation_says_how_the_dates_reach_the_calendar_and_once_what_can_be_changed_when(
    story, site
):
    await story.series(2)
    page = await site.get(await story.invited())

    assert "Datumen kommer till din kalender som kalenderinbjudningar." in page.text
    assert "Till och med tisdag 20 januari 2026 kan du ändra ditt svar här." in page.text
    assert page.text.count("avanmäla dig") == 1


async def test_an_invitation_to_a_cohort_without_calendar_mails_does_not_promise_them(story, site):
    await story.series(2)
    await site.organiser.pool.execute("update cohort set calendar = 'none'")

    assert "kalender" not in (await site.get(await story.invited())).text


async def test_whoever_answers_on_an_english_page_gets_english_mails(story, site):
    await story.series(1)
    link = await story.invited()
    answer = {"answer": "yes", "session_ids": [str(story.sessions[0])]}

    await site.post(link, answer, headers={"accept-language": "en-GB"})

    person = (await site.organiser.told(events.Person))[-1]
    assert (person.name, person.language) == (KARIN, "en")


async def test_a_withdrawal_on_a_page_switched_to_english_makes_the_mails_english(story, site):
    await story.series(2)
    link = await story.said_yes(await story.invited())

    await site.post(f"{link}?lang=en", {"withdraw": str(story.sessions[0])})

    assert (await site.organiser.told(events.Person))[-1].language == "en"


@pytest.mark.parametrize(
    ("days_before", "is_said"), [(7, True), (60, False)], ids=["still-ahead", "long-past"]
)
async def test_the_page_after_a_yes_promises_only_reminders_that_will_be_sent(
    story, site, days_before, is_said
):
    await story.series(1)
    await site.organiser.pool.execute(
        "update cohort set reminders = jsonb_build_array(jsonb_build_object('days_before', $1::int))",
        days_before,
    )
    page = await site.get(f"{await story.said_yes(await story.invited())}?ny=1")

    assert ("Vi påminner dig" in page.text) is is_said


async def test_the_page_after_a_yes_to_everything_says_so(story, site):
    await story.series(3)
    page = await site.get(f"{await story.said_yes(await story.invited())}?ny=1")

    assert "Du har plats på alla tre träffar. Den första är tisdag 3 februari kl. 9.00–12.00." in page.lead


async def test_an_agenda_is_shown_wherever_its_date_is(story, site):
    await story.series(1)
    await site.organiser.pool.execute("update session set agenda = array['9.00 Välkomna', '9.30 Samtal']")
    invitation = await story.invited()
    line = "Program: 9.00 Välkomna · 9.30 Samtal"

    assert line in (await site.get(invitation)).text
    own = await story.said_yes(invitation)
    assert line in (await site.get(own)).text
    door = await site.get(await site.seat_link(await site.registration_of(KARIN), story.sessions[0]))
    assert "9.00 Välkomna · 9.30 Samtal" in door.text


async def test_a_page_with_questions_has_its_button_last_and_the_summary_on_top(story, site):
    await story.dress()
    await site.organiser.pool.execute("update programme set registration = 'open'")
    await story.series(2)
    slug = await site.organiser.pool.fetchval("select slug from cohort where id = $1", story.cohort_id)
    page = await site.get(f"/ruc/{slug}")

    assert "Ett regionalt kollegialt lärande" in page.lead
    assert "Anmäl dig före tisdag 3 februari 2026" in page.text


async def test_an_enquiry_takes_the_number_of_people_in_words(story, site):
    await story.dress()
    enquiry = {"subject": "En halvdag", "organisation": "Laxå", "name": "Bo Ek", "email": "bo@laxa.example"}

    await site.post("/ruc/forfragan", enquiry | {"people": "25–30"})
    await site.post("/ruc/forfragan", enquiry | {"people": "30"})

    told = await site.organiser.told(events.Enquiry)
    assert [(event.people, event.people_words) for event in told] == [(None, "25–30"), (30, None)]
