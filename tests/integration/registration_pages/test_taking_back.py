"""A person who has sent a substitute sees who comes, and can take the seat back until the session begins."""

from datetime import timedelta

import pytest

from services.registration.actions.registrations import take_back
from services.registration.actions.registrations.substitute import send_substitute
from services.registration.domain.errors import NothingToTakeBack
from tests.support.caller import a_caller
from tests.support.pages.states import DATES, KARIN
from tests.support.registration import an_applicant

ALI = {"substitute_name": "Ali Rahimi", "substitute_email": "ali.rahimi@hallsberg.example"}


def chosen(*sessions):
    return {"session_ids": [str(session_id) for session_id in sessions]}


async def handed_over(story, site, count=2, given=1):
    """Karin's page after she has given her first seats to Ali."""
    await story.series(count)
    link = await story.said_yes(await story.invited())
    await site.post(f"{link}/ersattare", ALI | chosen(*story.sessions[:given]))
    return link


async def test_my_page_names_the_substitute_and_the_seat_can_be_taken_back(story, site):
    link = await handed_over(story, site)
    first, second = story.sessions
    page = await site.get(link)
    assert "Ali Rahimi kommer i ditt ställe" in page.day(first)
    assert "Anmäl dig" not in page.day(first)

    after = await site.get(await site.post(link, {"take_back": str(first)}))

    assert "Platsen är din igen" in after.text
    karin, ali = await site.registration_of(KARIN), await site.registration_of("Ali Rahimi")
    assert await site.organiser.seats(karin) == {first: "confirmed", second: "confirmed"}
    assert await site.organiser.seats(ali) == {first: "withdrawn"}


async def test_what_followed_a_position_is_taken_back_by_staff_alone(story, site):
    await story.series(2)
    link = await story.said_yes(await story.invited())
    karin = await site.registration_of(KARIN)
    pool, organiser_id = site.organiser.pool, site.organiser.organiser_id
    successor = an_applicant("ali.rahimi@hallsberg.example", name="Ali Rahimi")
    await send_substitute(
        pool, a_caller(organiser_id), karin, substitute=successor, session_ids=None, is_by_position=True
    )

    page = await site.get(link)
    assert "Ali Rahimi kommer i ditt ställe" in page.text
    assert "Platsen hör till tjänsten, som någon annan har nu." in page.text
    assert not any("ta tillbaka" in text for text in page.buttons())
    assert "The seat goes with the post" in (await site.get(f"{link}?lang=en")).text
    await site.client.post(link, data={"take_back": "all"})
    assert set((await site.organiser.seats(karin)).values()) == {"withdrawn"}, "nothing has come back"

    person, cohort = await pool.fetchrow("select person_id, cohort_id from registration where id = $1", karin)
    await take_back.take_back(
        pool, a_caller(organiser_id), cohort_id=cohort, person_id=person, session_ids=None
    )
    assert set((await site.organiser.seats(await site.registration_of("Ali Rahimi"))).values()) == {
        "withdrawn"
    }


async def test_taking_a_given_date_again_does_not_register_both(story, site):
    link = await handed_over(story, site)
    first = story.sessions[0]

    await site.post(link, {"take": str(first)})

    assert await site.organiser.in_session(first) == {"karin.lindgren@kommun.example": "confirmed"}


async def test_the_invitation_does_not_offer_a_date_that_a_substitute_has(story, site):
    await story.series(2)
    invitation = await story.invited()
    link = await story.said_yes(invitation)
    first, second = story.sessions
    await site.post(f"{link}/ersattare", ALI | chosen(first))

    page = await site.get(invitation)
    assert "Din ersättare kommer" in page.day(first)
    assert page.root.all("input", name="session_ids", value=str(first)) == []
    await site.post(invitation, {"answer": "yes"} | chosen(second))
    assert await site.organiser.in_session(first) == {ALI["substitute_email"]: "confirmed"}


async def test_all_seats_taken_back_give_a_new_registration_that_every_link_leads_to(story, site):
    link = await handed_over(story, site, given=2)
    receipt = await site.get(link)
    assert receipt.h1 == "Ali Rahimi kommer i ditt ställe"
    assert "Lärträff 1, tisdag 3 februari" in receipt.text

    new = (await site.post(link, {"take_back": "all"})).partition("?")[0]

    assert new != link
    assert (await site.get(new)).h1 == "Mina datum"
    assert await site.post(link, {"calendar": "none"}) == new
    assert (await site.client.get(link)).headers["location"] == new
    assert set((await site.organiser.seats(await site.registration_of(KARIN))).values()) == {"confirmed"}
    assert set((await site.organiser.seats(await site.registration_of("Ali Rahimi"))).values()) == {
        "withdrawn"
    }


async def test_a_substitute_sent_from_the_invitation_gives_a_receipt_and_can_be_undone(story, site):
    await story.series(2)
    invitation = await story.invited()

    receipt = await site.get(
        await site.post(invitation, {"answer": "substitute"} | ALI | chosen(*story.sessions))
    )

    assert receipt.status == 200
    assert receipt.h1 == "Ali Rahimi kommer i ditt ställe"
    assert "Lärträff 2, tisdag 17 mars" in receipt.text
    assert "Vi har mejlat er båda." in receipt.text
    mine = await site.get(await site.post(invitation, {"take_back": "all"}))
    assert "Platsen är din igen" in mine.text
    assert set((await site.organiser.seats(await site.registration_of(KARIN))).values()) == {"confirmed"}
    found = await site.organiser.invitations(story.cohort_id)
    assert found[KARIN]["status"] == "accepted"
    assert "Spara ändringen" in (await site.get(invitation)).buttons()


async def test_a_seat_can_be_taken_back_after_the_last_day_to_answer(story, site, clock):
    await story.series(1)
    invitation = await story.invited()
    await site.post(invitation, {"answer": "substitute"} | ALI | chosen(*story.sessions))
    clock.now = DATES[0].replace(day=1)

    await site.post(invitation, {"take_back": "all"})

    assert await site.organiser.in_session(story.sessions[0]) == {
        "karin.lindgren@kommun.example": "confirmed"
    }


async def test_a_seat_is_taken_back_until_the_session_is_over(story, site, clock):
    link = await handed_over(story, site)
    clock.now = DATES[0]
    assert "Ta tillbaka platsen Lärträff 1" in (await site.get(link)).buttons()
    clock.now = DATES[0] + timedelta(hours=3)

    assert "Ta tillbaka platsen Lärträff 1" not in (await site.get(link)).buttons()
    await site.refused(link, {"take_back": str(story.sessions[0])}, expect=409)


async def test_the_substitute_cannot_take_back_what_has_gone_back_to_its_owner(story, site):
    link = await handed_over(story, site)
    first = story.sessions[0]
    await site.post(link, {"take_back": str(first)})
    ali = await site.organiser.pool.fetchrow(
        "select r.id, r.person_id from registration r join person p on p.id = r.person_id where p.name = 'Ali Rahimi'"
    )
    page = await site.get(await site.link("r", ali["id"]))

    assert not any(button.startswith(("Ta tillbaka", "Jag kommer själv")) for button in page.buttons())
    with pytest.raises(NothingToTakeBack):
        await take_back.take_back(
            site.organiser.pool,
            a_caller(site.organiser.organiser_id, now=DATES[0].replace(day=1)),
            cohort_id=story.cohort_id,
            person_id=ali["person_id"],
            session_ids=None,
        )


async def test_a_seat_taken_back_does_not_go_to_the_waiting_list(story, site):
    await story.series(1)
    await site.organiser.pool.execute("update session set capacity = 1 where id = $1", story.sessions[0])
    link = await story.said_yes(await story.invited())
    await site.organiser.pool.execute("update cohort set waiting_list = true")
    await site.organiser.register(story.cohort_id, "vantar@skola.example")
    await site.post(f"{link}/ersattare", ALI | chosen(*story.sessions))

    await site.post(link, {"take_back": "all"})

    assert await site.organiser.in_session(story.sessions[0]) == {
        "karin.lindgren@kommun.example": "confirmed",
        "vantar@skola.example": "waiting",
    }


async def test_a_protected_substitute_is_not_named(story, site):
    link = await handed_over(story, site)
    await story.protect("Ali Rahimi")
    page = await site.get(link)

    assert "Ali Rahimi" not in page.raw
    assert "Din ersättare kommer" in page.day(story.sessions[0])
