"""My page while one waits: the place in line, the rule, and a seat that is held until it is answered for."""

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
    """A full date that anybody may register for; the pages of the one with the seat and of two who wait."""
    await site.organiser.pool.execute("update programme set registration = 'open'")
    await story.series(1, capacity=1)
    return [
        await site.link(
            "r", await site.organiser.register(story.cohort_id, f"{name}@skola.example", name=name)
        )
        for name in ("Anna", "Bo", "Cia")
    ]


@pytest.fixture
async def asked(site, waiting):
    """The page of the one who is offered the seat, and of the next in line."""
    await site.post(waiting[0], {"withdraw": "all"})
    return waiting[1:]


async def seat(site, name):
    return await site.organiser.seats(await site.registration_of(name))


async def test_the_place_in_line_is_shown_with_the_rule_and_what_happens(story, site, waiting):
    first, second = [(await site.get(link)).day(story.sessions[0]) for link in waiting[1:]]

    assert "Väntelista, reservplats 1" in first
    assert (
        "Du står först i kön. Blir en plats ledig och det är din tur frågar vi dig i ett mejl, "
        f"med en tid att svara på. {BY_TIME}" in first
    )
    assert "Väntelista, reservplats 2" in second
    assert "En står före dig." in second


async def test_where_people_are_invited_the_seat_is_said_to_be_given(story, site):
    await story.series(1)
    await story.fill(story.sessions[0])
    link = await story.said_yes(await story.invited())

    said = (await site.get(link)).day(story.sessions[0])
    assert "Blir en plats ledig får du den direkt när det är din tur, och ett mejl." in said
    assert "yours at once" in (await site.get(f"{link}?lang=en")).day(story.sessions[0])


async def test_first_one_from_each_organisation_is_said_in_words(story, site, waiting):
    organiser = site.organiser
    await change_cohort.change(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), story.cohort_id, CohortChanges(waiting_order="organisation_first"),
        version=None,
    )  # fmt: skip

    said = (await site.get(waiting[1])).day(story.sessions[0])

    assert "Först får en från varje organisation plats" in said
    assert BY_TIME not in said


async def test_a_seat_that_is_held_is_taken_with_one_press(story, site, asked):
    page = await site.get(asked[0])
    said = page.day(story.sessions[0])
    assert "Vi håller en plats åt dig" in said
    assert "Svara senast tisdag 13 januari kl. 10.00. Annars går platsen till nästa i kön." in said
    assert "Ta platsen Lärträff 1" in page.buttons()
    assert "Tacka nej Lärträff 1" in page.buttons()
    assert set((await seat(site, "Bo")).values()) == {"waiting"}  # looking has changed nothing

    after = await site.get(await site.post(asked[0], {"accept": str(story.sessions[0])}))

    assert "Du är anmäld till Lärträff 1" in after.text
    assert set((await seat(site, "Bo")).values()) == {"confirmed"}
    assert "Du står först i kön." in (await site.get(asked[1])).day(story.sessions[0])


async def test_pressed_twice_it_is_taken_once(story, site, asked):
    for _ in range(2):
        await site.post(asked[0], {"accept": str(story.sessions[0])})

    assert await site.organiser.taken(story.sessions[0]) == 1


async def test_a_no_goes_to_the_next(story, site, asked):
    await site.post(asked[0], {"withdraw": str(story.sessions[0])})

    assert "Ta platsen Lärträff 1" in (await site.get(asked[1])).buttons()
    assert (await site.get(asked[0])).h1 == "Du är avanmäld"


async def test_a_no_among_other_dates_is_said_for_what_it_is(story, site, asked):
    other = await story.add(title="Lärträff 9", starts_at=NOW + timedelta(days=50), capacity=5)
    await site.post(asked[0], {"take": str(other)})

    after = await site.get(await site.post(asked[0], {"withdraw": str(story.sessions[0])}))

    assert "Du har tackat nej till Lärträff 1" in after.text


async def test_whoever_presses_too_late_is_told_so_and_can_register_again(story, site, asked, clock):
    clock.now = UNTIL
    page = await site.get(asked[0])
    assert "Erbjudandet har gått ut" in page.day(story.sessions[0])
    assert "Ta platsen Lärträff 1" not in page.buttons()

    late = await site.refused(asked[0], {"accept": str(story.sessions[0])}, expect=200)

    assert late.h1 == "Erbjudandet har gått ut"
    assert "Platsen i Lärträff 1 har gått till nästa i kön." in late.lead
    assert late.href("Allt som är på gång") == "/ruc"
    assert "Ta platsen Lärträff 1" in (await site.get(asked[1])).buttons()


async def test_an_offer_that_ran_out_by_itself_is_told_of_on_the_page(site, asked, clock):
    clock.now = UNTIL + timedelta(minutes=1)
    await accept_offer.expire(site.organiser.pool, an_initiator(now=clock.now))

    assert (await site.get(asked[0])).h1 == "Erbjudandet har gått ut"
    assert (await site.get(f"{asked[0]}?lang=en")).h1 == "The offer has run out"


async def test_beside_other_dates_an_offer_that_ran_out_stands_as_that(story, site, asked, clock):
    other = await story.add(title="Lärträff 9", starts_at=NOW + timedelta(days=50), capacity=5)
    await site.post(asked[0], {"take": str(other)})
    clock.now = UNTIL + timedelta(minutes=1)
    await accept_offer.expire(site.organiser.pool, an_initiator(now=clock.now))

    page = await site.get(asked[0])

    assert "Erbjudandet har gått ut" in page.day(story.sessions[0])
    assert "Anmäl dig igen Lärträff 1" in page.buttons()


async def test_what_is_not_offered_is_not_taken(story, site, waiting):
    refused = await site.refused(waiting[1], {"accept": str(story.sessions[0])}, expect=409)

    assert "Ingen plats är ledig än" in refused.text
    assert await site.organiser.taken(story.sessions[0]) == 1


@pytest.mark.parametrize("what", ["", "x", "00000000-0000-7000-8000-000000000000"])
async def test_nonsense_takes_nothing(story, site, asked, what):
    await site.post(asked[0], {"accept": what})

    assert set((await seat(site, "Bo")).values()) == {"waiting"}
    assert await site.organiser.taken(story.sessions[0]) == 1


async def test_a_cancelled_date_has_nothing_to_answer(story, site, asked):
    organiser = site.organiser
    await cancel_session.cancel(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), story.sessions[0], reason=None
    )

    page = await site.get(asked[0])

    assert "Ta platsen Lärträff 1" not in page.buttons()
    refused = await site.refused(asked[0], {"accept": str(story.sessions[0])}, expect=409)
    assert "Träffen är inställd" in refused.text
