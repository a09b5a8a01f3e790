"""My page on the waiting list: the place in line, the rule, and an offer that waits for an answer."""

from datetime import UTC, datetime, timedelta

import pytest

from services.registration.actions.cohorts import change_cohort
from services.registration.actions.registrations import accept_offer
from services.registration.actions.sessions import cancel_session
from services.registration.domain.cohort import CohortChanges
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW

BY_TIME = "Den som har väntat längst får plats först."
UNTIL = datetime(2026, 1, 13, 9, 0, tzinfo=UTC)


@pytest.fixture
async def waiting(story, site):
    """A full session of an open cohort: links to the pages of the one with the seat and of the two in line."""
    await site.organiser.pool.execute("update programme set registration = 'open'")
    await story.series(1, capacity=1)
    return [
        await site.link(
            "r", await site.organiser.register(story.cohort_id, f"{name}@skola.example", name=name)
        )
        for name in ("Anna", "Bo", "Cia")
    ]


@pytest.fixture
async def offer_pages(site, waiting):
    """Links to the pages of the one who has the offer and of the next in line."""
    await site.post(waiting[0], {"withdraw": "all"})
    return waiting[1:]


async def seat(site, name):
    return await site.organiser.seats(await site.registration_of(name))


async def test_my_page_shows_the_place_in_line_and_the_rule_of_the_waiting_list(story, site, waiting):
    first, second = [(await site.get(link)).day(story.sessions[0]) for link in waiting[1:]]

    assert "Väntelista, reservplats 1" in first
    assert "Du står först i kön." in first
    assert f"När det är din tur mejlar vi dig. I mejlet står hur länge vi håller platsen. {BY_TIME}" in first
    assert "Väntelista, reservplats 2" in second
    assert "En står före dig." in second


async def test_the_waiting_list_of_invited_people_says_that_a_freed_seat_is_given_at_once(story, site):
    await story.series(1)
    await story.fill(story.sessions[0])
    link = await story.said_yes(await story.invited())

    day = (await site.get(link)).day(story.sessions[0])
    assert "När det är din tur får du platsen direkt, och ett mejl." in day
    assert "yours at once" in (await site.get(f"{link}?lang=en")).day(story.sessions[0])


async def test_my_page_explains_a_waiting_list_ordered_by_organisation(story, site, waiting):
    organiser = site.organiser
    await change_cohort.change(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), story.cohort_id, CohortChanges(waiting_order="organisation_first"),
        version=None,
    )  # fmt: skip

    day = (await site.get(waiting[1])).day(story.sessions[0])

    assert "Organisationer som inte har någon plats går före. Sedan gäller kötid." in day
    assert BY_TIME not in day


async def test_an_offer_of_a_seat_is_accepted_with_one_press(story, site, offer_pages):
    page = await site.get(offer_pages[0])
    day = page.day(story.sessions[0])
    assert "Vi håller en plats åt dig" in day
    assert "Svara senast tisdag 13 januari kl. 10.00. Annars går platsen till nästa i kön." in day
    assert "Ta platsen Lärträff 1" in page.buttons()
    assert "Tacka nej Lärträff 1" in page.buttons()
    assert set((await seat(site, "Bo")).values()) == {"waiting"}  # reading the page changes nothing

    after = await site.get(await site.post(offer_pages[0], {"accept": str(story.sessions[0])}))

    assert "Du är anmäld till Lärträff 1" in after.text
    assert set((await seat(site, "Bo")).values()) == {"confirmed"}
    assert "Du står först i kön." in (await site.get(offer_pages[1])).day(story.sessions[0])


async def test_an_offer_accepted_twice_takes_one_seat(story, site, offer_pages):
    for _ in range(2):
        await site.post(offer_pages[0], {"accept": str(story.sessions[0])})

    assert await site.organiser.taken(story.sessions[0]) == 1


async def test_a_declined_offer_goes_to_the_next_in_line(story, site, offer_pages):
    await site.post(offer_pages[0], {"withdraw": str(story.sessions[0])})

    assert "Ta platsen Lärträff 1" in (await site.get(offer_pages[1])).buttons()
    assert (await site.get(offer_pages[0])).h1 == "Du är avanmäld"


async def test_my_page_says_that_an_offer_was_declined_when_other_seats_remain(story, site, offer_pages):
    other = await story.add(title="Lärträff 9", starts_at=NOW + timedelta(days=50), capacity=5)
    await site.post(offer_pages[0], {"take": str(other)})

    after = await site.get(await site.post(offer_pages[0], {"withdraw": str(story.sessions[0])}))

    assert "Du har tackat nej till Lärträff 1" in after.text


async def test_a_late_answer_to_an_offer_is_refused_and_the_seat_is_offered_to_the_next(
    story, site, offer_pages, clock
):
    clock.now = UNTIL
    page = await site.get(offer_pages[0])
    assert "Erbjudandet har gått ut" in page.day(story.sessions[0])
    assert "Ta platsen Lärträff 1" not in page.buttons()

    late = await site.refused(offer_pages[0], {"accept": str(story.sessions[0])}, expect=200)

    assert late.h1 == "Erbjudandet har gått ut"
    assert "Platsen i Lärträff 1 har gått till nästa i kön." in late.lead
    assert late.href("Allt som är på gång") == "/ruc"
    assert "Ta platsen Lärträff 1" in (await site.get(offer_pages[1])).buttons()


async def test_an_expired_offer_is_explained_on_my_page_in_both_languages(site, offer_pages, clock):
    clock.now = UNTIL + timedelta(minutes=1)
    await accept_offer.expire(site.organiser.pool, an_initiator(now=clock.now))

    assert (await site.get(offer_pages[0])).h1 == "Erbjudandet har gått ut"
    assert (await site.get(f"{offer_pages[0]}?lang=en")).h1 == "The offer has run out"


async def test_an_expired_offer_is_shown_beside_the_other_seats_on_my_page(story, site, offer_pages, clock):
    other = await story.add(title="Lärträff 9", starts_at=NOW + timedelta(days=50), capacity=5)
    await site.post(offer_pages[0], {"take": str(other)})
    clock.now = UNTIL + timedelta(minutes=1)
    await accept_offer.expire(site.organiser.pool, an_initiator(now=clock.now))

    page = await site.get(offer_pages[0])

    assert "Erbjudandet har gått ut" in page.day(story.sessions[0])
    assert "Anmäl dig igen Lärträff 1" in page.buttons()


async def test_a_waiting_seat_without_an_offer_cannot_be_accepted(story, site, waiting):
    refused = await site.refused(waiting[1], {"accept": str(story.sessions[0])}, expect=409)

    assert "Ingen plats är ledig än" in refused.text
    assert await site.organiser.taken(story.sessions[0]) == 1


@pytest.mark.parametrize("what", ["", "x", "00000000-0000-7000-8000-000000000000"])
async def test_an_offer_is_not_accepted_by_a_malformed_session_id(story, site, offer_pages, what):
    await site.post(offer_pages[0], {"accept": what})

    assert set((await seat(site, "Bo")).values()) == {"waiting"}
    assert await site.organiser.taken(story.sessions[0]) == 1


async def test_an_offer_in_a_cancelled_session_can_no_longer_be_accepted(story, site, offer_pages):
    organiser = site.organiser
    await cancel_session.cancel(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), story.sessions[0], reason=None
    )

    page = await site.get(offer_pages[0])

    assert "Ta platsen Lärträff 1" not in page.buttons()
    refused = await site.refused(offer_pages[0], {"accept": str(story.sessions[0])}, expect=409)
    assert "Träffen är inställd" in refused.text
