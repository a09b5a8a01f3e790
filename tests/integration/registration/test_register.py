"""Registering: seats and waiting lists; nobody is registered twice, even by simultaneous requests."""

import asyncio
from collections import Counter

import pytest

from services.registration.actions.cohorts.publish_cohort import cancel, close
from services.registration.actions.registrations import register as registering
from services.registration.domain.errors import (
    AlreadyRegistered,
    CohortNotOpen,
    NotFound,
    NothingChosen,
    OneOfEachChoice,
    SessionCancelled,
    SessionFull,
    SessionOfAnotherCohort,
    SessionOver,
)
from shared import events, ids
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, OrganiserDriver, an_applicant, an_organiser

pytestmark = pytest.mark.every_postgres


async def test_a_registration_for_all_sessions_has_a_seat_in_each(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    first, second = await organiser.session(cohort), await organiser.session(cohort, title="Nästa")

    registration = await organiser.register(cohort, "anna@skola.example")

    assert await organiser.seats(registration) == {first: "confirmed", second: "confirmed"}
    assert (await organiser.status(registration), await organiser.taken(first)) == ("registered", 1)


async def test_registrations_after_the_last_seat_join_the_waiting_list_in_order(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort)
    await organiser.register(cohort, "anna@skola.example")

    bo = await organiser.register(cohort, "bo@skola.example")
    cia = await organiser.register(cohort, "cia@skola.example")

    events_by_id = {event.id: event for event in await organiser.told(events.Registration)}
    assert [
        (events_by_id[registration_id].status, events_by_id[registration_id].seats[0].position)
        for registration_id in (bo, cia)
    ] == [
        ("waiting", 1),
        ("waiting", 2),
    ]
    assert await organiser.taken(session) == 1


async def test_two_hundred_simultaneous_registrations_fill_exactly_forty_seats(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=40)

    await asyncio.gather(*(organiser.register(cohort, f"nummer{n}@skola.example") for n in range(200)))

    seated = await organiser.in_session(session)
    assert Counter(seated.values()) == {"confirmed": 40, "waiting": 160}
    assert len(seated) == 200
    assert await organiser.taken(session) == 40
    positions = await organiser.pool.fetch(
        "select position from seat where status = 'waiting' order by position"
    )
    assert [row["position"] for row in positions] == list(range(1, 161))


async def test_two_people_cannot_take_the_last_seat(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=1)

    await asyncio.gather(
        organiser.register(cohort, "anna@skola.example"), organiser.register(cohort, "bo@skola.example")
    )

    assert sorted((await organiser.in_session(session)).values()) == ["confirmed", "waiting"]


async def test_of_simultaneous_registrations_of_one_person_one_is_stored_and_the_others_refused(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=3)

    results = await asyncio.gather(
        *(
            organiser.register(cohort, email)
            for email in ("anna@skola.example", "ANNA@skola.example", "Anna@Skola.Example") * 2
        ),
        return_exceptions=True,
    )

    registered = [result for result in results if not isinstance(result, BaseException)]
    refused = [result for result in results if isinstance(result, AlreadyRegistered)]
    assert (len(registered), len(refused)) == (1, 5)
    assert {error.registration_id for error in refused} == set(registered)
    assert await organiser.taken(session) == 1
    assert len(await organiser.told(events.Registration)) == 1
    assert len(await organiser.told(events.Person)) == 1


async def test_simultaneous_registrations_for_overlapping_sets_of_sessions_never_deadlock(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    sessions = [await organiser.session(cohort, capacity=5, title=f"Träff {n}") for n in range(6)]

    def choice(n: int) -> list:
        chosen = sessions[n % 6 :] + sessions[: n % 3]
        return chosen if n % 2 else list(reversed(chosen))

    results = await asyncio.gather(
        *(organiser.register(cohort, f"nummer{n}@skola.example", choice(n)) for n in range(60)),
        return_exceptions=True,
    )

    assert [result for result in results if isinstance(result, BaseException)] == []
    for session in sessions:
        assert (
            Counter((await organiser.in_session(session)).values())["confirmed"]
            == 5
            == await organiser.taken(session)
        )


async def test_a_full_session_without_a_waiting_list_refuses_a_registration_and_stores_nothing(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(waiting_list=False)
    roomy = await organiser.session(cohort)
    full = await organiser.session(cohort, capacity=0)

    with pytest.raises(SessionFull) as refused:
        await organiser.register(cohort, "anna@skola.example", [roomy, full])

    assert refused.value.session_id == full
    assert await organiser.pool.fetchval("select count(*) from person") == 0
    assert await organiser.taken(roomy) == 0


async def test_a_repeated_registration_is_refused_as_such_even_if_the_session_is_full(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(waiting_list=False, capacity=1)
    await organiser.session(cohort)
    registration = await organiser.register(cohort, "anna@skola.example")

    with pytest.raises(AlreadyRegistered) as refused:
        await organiser.register(cohort, "anna@skola.example")

    assert refused.value.registration_id == registration


async def test_a_session_without_a_capacity_has_the_capacity_of_its_cohort(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=1)
    the_cohorts, its_own = await organiser.session(cohort), await organiser.session(cohort, capacity=5)
    await organiser.register(cohort, "anna@skola.example")

    bo = await organiser.register(cohort, "bo@skola.example")

    assert await organiser.seats(bo) == {the_cohorts: "waiting", its_own: "confirmed"}
    assert await organiser.status(bo) == "registered"


async def test_a_registration_for_all_sessions_gets_seats_only_in_bookable_ones(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    dated = await organiser.session(cohort, on=SOON.date())
    tentative = await organiser.session(cohort, starts_at=None, term="HT2026", status="tentative")
    await organiser.session(cohort, starts_at=None, term="HT2026")
    await organiser.session(cohort, starts_at=NOW.replace(year=2025), ends_at=NOW.replace(year=2025, hour=10))
    await organiser.session(cohort, choice_group="seminarium")

    registration = await organiser.register(cohort, "anna@skola.example")

    assert set(await organiser.seats(registration)) == {dated, tentative}


async def test_a_registration_needs_an_open_cohort(organiser: OrganiserDriver):
    draft = await organiser.cohort(is_open=False)
    closed = await organiser.cohort()
    cancelled = await organiser.cohort()
    for cohort in (draft, closed, cancelled):
        await organiser.session(cohort)
    await close(organiser.pool, a_caller(organiser.organiser_id, now=NOW), closed)
    await cancel(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cancelled)

    for cohort in (draft, closed, cancelled):
        with pytest.raises(CohortNotOpen):
            await organiser.register(cohort, "anna@skola.example")


async def test_a_registration_for_sessions_that_cannot_be_chosen_is_refused_with_its_reason(
    organiser: OrganiserDriver,
):
    cohort, other = await organiser.cohort(), await organiser.cohort()
    session, elsewhere = await organiser.session(cohort), await organiser.session(other)
    over = await organiser.session(cohort, on=NOW.date().replace(day=11))
    red, blue = [await organiser.session(cohort, choice_group="seminarium") for _ in range(2)]

    async def error_type(*chosen: object) -> type:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the caller checks the type
            await organiser.register(cohort, "anna@skola.example", list(chosen))
        return caught.type

    assert await error_type() is NothingChosen
    assert await error_type(session, elsewhere) is SessionOfAnotherCohort
    assert await error_type(ids.new()) is NotFound
    assert await error_type(over) is SessionOver
    assert await error_type(red, blue) is OneOfEachChoice
    await organiser.pool.execute("update session set status = 'cancelled' where id = $1", session)
    assert await error_type(session) is SessionCancelled


async def test_a_registration_in_a_cohort_without_sessions_is_refused(organiser: OrganiserDriver):
    with pytest.raises(NothingChosen):
        await organiser.register(await organiser.cohort(), "anna@skola.example")


async def test_a_registration_in_a_cohort_of_another_organiser_is_refused(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    await organiser.session(cohort)
    stranger = await an_organiser(organiser.pool, "granne")

    with pytest.raises(NotFound):
        await stranger.register(cohort, "anna@skola.example")


async def test_a_registration_does_not_change_the_name_of_a_known_person(organiser: OrganiserDriver):
    person = await organiser.person("Anna Ek")
    cohort = await organiser.cohort()
    await organiser.session(cohort)

    await registering.register(
        organiser.batcher,
        a_caller(organiser.organiser_id, now=NOW),
        cohort,
        an_applicant("ANNA.EK@kommun.example", name="Någon Annan"),
        session_ids=None,
        answers={"kost": "vegan"},
    )

    row = await organiser.pool.fetchrow(
        "select p.id, p.name, r.answers from registration r join person p on p.id = r.person_id"
    )
    assert dict(row) == {"id": person, "name": "Anna Ek", "answers": {"kost": "vegan"}}


async def test_a_registration_for_more_than_twelve_sessions_gets_a_subscription(organiser: OrganiserDriver):
    few, many = await organiser.cohort(), await organiser.cohort()
    for cohort, count in ((few, 12), (many, 13)):
        for n in range(count):
            await organiser.session(cohort, title=f"Träff {n}")

    await organiser.register(few, "anna@skola.example")
    await organiser.register(many, "bo@skola.example")

    assert [event.calendar for event in await organiser.told(events.Registration)] == [
        "invitations",
        "subscription",
    ]


async def test_the_events_of_a_registration_describe_what_is_stored(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort)
    registration = await organiser.register(cohort, "anna@skola.example")

    (event,) = await organiser.told(events.Registration)
    seat = await organiser.pool.fetchrow(
        "select id, person_id from seat s join lateral (select person_id from registration) r on true"
    )
    assert (event.id, event.status, event.origin, event.version, event.epoch) == (
        registration,
        "registered",
        "form",
        1,
        1,
    )
    assert event.seats == (events.Seat(id=seat["id"], session_id=session, status="confirmed", since=NOW),)
    (person,) = await organiser.told(events.Person)
    assert (person.id, person.email, event.person_id) == (
        seat["person_id"],
        "anna@skola.example",
        seat["person_id"],
    )
