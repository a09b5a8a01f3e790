"""Sending a substitute from my page: for one session or all, what is refused, and what the links show afterwards."""

from datetime import timedelta

import pytest

from services.registration.actions.cohorts import publish_cohort
from tests.support.caller import a_caller
from tests.support.pages.states import DATES, KARIN
from tests.support.registration import NOW

ALI = {"substitute_name": "Ali Rahimi", "substitute_email": "ali.rahimi@hallsberg.example"}


async def my_page_link(story, count=2, **rule):
    await story.series(count)
    return await story.said_yes(await story.invited(**rule))


def chosen(*sessions):
    return {"session_ids": [str(session_id) for session_id in sessions]}


async def test_a_substitute_for_one_session_takes_the_seat_and_its_old_join_link_is_gone(story, site, clock):
    link = await my_page_link(story)
    first, second = story.sessions
    karin = await site.registration_of(KARIN)
    old_door = await site.seat_link(karin, first)
    page = await site.get(f"{(await site.get(link)).href('Skicka en ersättare')}?datum={first}")
    assert page.switches() == {str(first): True, str(second): False}

    after = await site.get(await site.post(f"{link}/ersattare", ALI | chosen(first)))

    assert "Din ersättare är anmäld" in after.text
    assert "Ali Rahimi kommer i ditt ställe" in after.day(first)
    assert "Du är anmäld" in after.day(second)
    ali = await site.registration_of("Ali Rahimi")
    assert await site.organiser.seats(ali) == {first: "confirmed"}
    assert await site.organiser.seats(karin) == {first: "withdrawn", second: "confirmed"}
    clock.now = DATES[0]
    assert (await site.get(old_door, expect=410)).h1 == "Platsen är avanmäld"
    assert "Gå in som Ali Rahimi" in (await site.get(await site.seat_link(ali, first))).buttons()


async def test_a_substitute_for_one_session_can_take_no_other_session(story, site):
    link = await my_page_link(story, 3)
    first, *others = story.sessions
    await site.post(f"{link}/ersattare", ALI | chosen(first))
    page = await site.get(await site.link("r", await site.registration_of("Ali Rahimi")))

    assert "Du är anmäld" in page.day(first)
    await site.refused(page.path, {"take": str(others[0])}, expect=409)
    assert await site.organiser.seats(await site.registration_of("Ali Rahimi")) == {first: "confirmed"}
    assert not [other for other in others if page.root.all(id=f"d{str(other)[-12:]}")]


async def test_a_substitute_for_all_sessions_takes_every_seat_and_my_page_says_so(story, site):
    await story.series(2)
    invitation = await story.invited()
    link = await story.said_yes(invitation)
    page = await site.get(f"{link}/ersattare")
    assert set(page.switches().values()) == {False}
    assert "Närvaron räknas fortfarande för Hallsbergs kommun." in page.text

    after = await site.get(await site.post(f"{link}/ersattare", ALI | chosen(*story.sessions)))

    assert after.h1 == "Ali Rahimi kommer i ditt ställe"
    ali = await site.registration_of("Ali Rahimi")
    assert set((await site.organiser.seats(ali)).values()) == {"confirmed"}
    assert (await site.get(invitation)).h1 == "Ali Rahimi kommer i ditt ställe"
    assert (await site.get(f"{link}/ersattare")).h1 == "Ali Rahimi kommer i ditt ställe"
    own = await site.get(await site.link("r", ali))
    assert "Ali Rahimi, Hallsbergs kommun" in own.text


async def test_the_substitute_form_offers_no_choice_when_there_is_only_one_session(story, site):
    link = await my_page_link(story, 1)
    page = await site.get(f"{link}/ersattare")

    assert page.switches() == {}
    assert page.root.one("input", type="hidden")["value"] == str(story.sessions[0])
    await site.post(f"{link}/ersattare", ALI | chosen(story.sessions[0]))
    assert await site.organiser.in_session(story.sessions[0]) == {ALI["substitute_email"]: "confirmed"}


async def test_the_substitute_form_reports_all_mistakes_at_once_and_keeps_the_input(story, site):
    link = await my_page_link(story)
    page = await site.refused(f"{link}/ersattare", {"substitute_name": "", "substitute_email": "ali@"})

    assert page.mistakes() == {
        "datum": "Välj minst ett datum som ersättaren kommer till",
        "substitute_name": "Skriv ersättarens namn.",
        "substitute_email": "Skriv ersättarens e-postadress, till exempel namn@kommun.example.",
    }
    assert page.value("substitute_email") == "ali@"
    assert set(page.switches().values()) == {False}


async def test_a_substitute_with_the_participants_own_address_is_refused(story, site):
    link = await my_page_link(story)
    own = ALI | {"substitute_email": "Karin.Lindgren@kommun.example"}
    page = await site.refused(f"{link}/ersattare", own | chosen(story.sessions[0]))

    assert page.mistakes() == {"substitute_email": "Adressen är din egen. Skriv ersättarens."}


async def test_a_substitute_who_is_registered_already_is_refused_without_saying_so(story, site):
    link = await my_page_link(story)
    await site.organiser.register(story.cohort_id, ALI["substitute_email"])
    page = await site.refused(f"{link}/ersattare", ALI | chosen(*story.sessions))

    assert page.mistakes() == {
        "substitute_email": "Den här personen kan inte komma i ditt ställe här. Hör av dig till oss"
    }
    assert set((await site.organiser.seats(await site.registration_of(KARIN))).values()) == {"confirmed"}


async def test_substitutes_are_refused_where_the_invitation_rule_does_not_allow_them(story, site):
    link = await my_page_link(story, substitutes_allowed=False)

    assert "Skicka en ersättare" not in (await site.get(link)).text
    assert (await site.get(f"{link}/ersattare")).h1 == "Platsen är personlig"
    page = await site.get(f"{link}/ersattare")
    assert page.href("Tillbaka till mina datum") == link
    await site.refused(f"{link}/ersattare", ALI | chosen(*story.sessions), expect=200)
    assert set((await site.organiser.seats(await site.registration_of(KARIN))).values()) == {"confirmed"}


async def test_a_substitute_gets_only_those_chosen_sessions_that_are_not_over(story, site, clock):
    link = await my_page_link(story)
    clock.now = DATES[0] + timedelta(hours=3)
    await site.post(f"{link}/ersattare", ALI | chosen(*story.sessions))

    assert await site.organiser.seats(await site.registration_of("Ali Rahimi")) == {
        story.sessions[1]: "confirmed"
    }
    assert (await site.organiser.seats(await site.registration_of(KARIN)))[story.sessions[0]] == "confirmed"


async def test_the_substitute_form_is_closed_when_all_sessions_are_over(story, site, clock):
    link = await my_page_link(story)
    clock.now = DATES[1] + timedelta(hours=3)

    assert (await site.get(f"{link}/ersattare")).h1 == "Inget datum är kvar"


async def test_the_withdrawal_question_offers_to_send_a_substitute_instead(story, site):
    link = await my_page_link(story)
    question = await site.get(f"{link}?avanmal={story.sessions[1]}")
    page = await site.get(question.href("Skicka en ersättare i stället"))

    assert page.switches() == {str(story.sessions[0]): False, str(story.sessions[1]): True}
    assert (await site.get(f"{link}?avanmal=alla")).href(
        "Skicka en ersättare i stället"
    ) == f"{link}/ersattare"


async def test_the_substitute_form_of_a_cancelled_cohort_is_gone(story, site):
    link = await my_page_link(story)
    await publish_cohort.cancel(
        site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), story.cohort_id, reason=None
    )

    assert (await site.get(f"{link}/ersattare", expect=410)).h1 == "Inställt: Att leda"


@pytest.mark.parametrize("about", ["", "x", "00000000-0000-7000-8000-000000000000"])
async def test_the_substitute_form_ignores_an_unknown_session_in_its_link(story, site, about):
    link = await my_page_link(story)

    assert set((await site.get(f"{link}/ersattare?datum={about}")).switches().values()) == {False}


async def test_a_waiting_seat_is_handed_to_a_substitute_as_a_waiting_seat(story, site):
    await story.series(1)
    link = await story.invited()
    await story.fill(story.sessions[0])
    own = await story.said_yes(link)
    page = await site.get(f"{own}/ersattare")
    assert "Väntelista, reservplats 1" in page.day(story.sessions[0])

    await site.post(f"{own}/ersattare", ALI | chosen(story.sessions[0]))

    assert await site.organiser.seats(await site.registration_of("Ali Rahimi")) == {
        story.sessions[0]: "waiting"
    }
