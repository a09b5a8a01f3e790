"""Simultaneous registrations are stored in one batch from cached state; each gets the result it would get alone."""

import asyncio
from collections import Counter

import msgspec
import pytest

from services.registration.actions.cohorts.publish_cohort import close
from services.registration.actions.registrations import register
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.actions.sessions.change_session import change as change_session
from services.registration.domain.errors import AlreadyRegistered, CohortNotOpen, SessionFull
from services.registration.domain.sessions.session import SessionChanges
from services.registration.store.transaction import one_transaction
from shared import events, logs, postgres
from tests.support.caller import a_caller
from tests.support.registration import NOW, OrganiserDriver, an_applicant

pytestmark = pytest.mark.every_postgres


async def places_in_line(organiser: OrganiserDriver) -> list[int | None]:
    """The place in line in each registration event, in the order of registration."""
    return [event.seats[0].position for event in await organiser.told(events.Registration)]


async def test_a_registration_rechecks_cached_seats_after_another_replica_has_stored_some(
    organiser: OrganiserDriver, database
):
    cohort = await organiser.cohort(capacity=4)
    session = await organiser.session(cohort)
    pool = await postgres.open_pool(database.registration_url, "registration", size=2)
    replica = OrganiserDriver(pool, organiser.organiser_id, organiser.programme_id)

    for n in range(4):
        await organiser.register(cohort, f"här{n}@skola.example")
        await replica.register(cohort, f"där{n}@skola.example")

    await pool.close()
    assert Counter((await organiser.in_session(session)).values()) == {"confirmed": 4, "waiting": 4}
    assert await organiser.taken(session) == 4
    assert await places_in_line(organiser) == [None] * 4 + [1, 2, 3, 4]


async def test_no_seat_is_given_twice_by_replicas_that_register_at_once(organiser: OrganiserDriver, database):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=30)
    pools = [await postgres.open_pool(database.registration_url, "registration", size=3) for _ in range(2)]
    replicas = [OrganiserDriver(pool, organiser.organiser_id, organiser.programme_id) for pool in pools]

    await asyncio.gather(
        *(replicas[n % 2].register(cohort, f"nummer{n}@skola.example") for n in range(100)),
        *(organiser.register(cohort, f"vald{n}@skola.example", [session]) for n in range(20)),
    )

    for pool in pools:
        await pool.close()
    assert Counter((await organiser.in_session(session)).values()) == {"confirmed": 30, "waiting": 90}
    assert await organiser.taken(session) == 30
    assert sorted(place for place in await places_in_line(organiser) if place) == list(range(1, 91))


async def test_only_registrations_beyond_the_capacity_are_refused_when_many_arrive_at_once(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(waiting_list=False)
    session = await organiser.session(cohort, capacity=3)
    roomy = await organiser.session(cohort)

    results = await asyncio.gather(
        *(organiser.register(cohort, f"nummer{n}@skola.example") for n in range(10)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, BaseException)]
    assert [(type(error), error.session_id) for error in refused] == [(SessionFull, session)] * 7
    assert (await organiser.taken(session), await organiser.taken(roomy)) == (3, 3)
    assert await organiser.pool.fetchval("select count(*) from person") == 3


async def test_a_repeated_registration_in_a_batch_is_refused_and_the_others_are_stored(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=3)
    anna = await organiser.register(cohort, "anna@skola.example")

    _, bo, again, cia = await asyncio.gather(
        *(organiser.register(cohort, f"{name}@skola.example") for name in ("åsa", "bo", "anna", "cia")),
        return_exceptions=True,
    )

    assert isinstance(again, AlreadyRegistered)
    assert again.registration_id == anna
    assert (await organiser.status(bo), await organiser.status(cia)) == ("registered", "waiting")
    assert await organiser.taken(session) == 3


async def test_simultaneous_registrations_in_several_cohorts_fill_each_to_its_capacity(
    organiser: OrganiserDriver,
):
    cohorts = [await organiser.cohort(capacity=2) for _ in range(5)]
    sessions = [await organiser.session(cohort) for cohort in cohorts]
    for _ in range(2):  # in the first round nothing is cached
        markers = [object() for _ in range(10)]
        registration_ids = await asyncio.gather(
            *(
                organiser.register(cohorts[n % 5], f"nummer{id(marker)}@skola.example")
                for n, marker in enumerate(markers)
            )
        )
        assert len(set(registration_ids)) == 10

    for session in sessions:
        assert Counter((await organiser.in_session(session)).values()) == {"confirmed": 2, "waiting": 2}
        assert await organiser.taken(session) == 2


async def test_a_person_who_registers_in_four_cohorts_at_once_is_stored_once(organiser: OrganiserDriver):
    cohorts = [await organiser.cohort() for _ in range(4)]
    for cohort in cohorts:
        await organiser.session(cohort)
        await organiser.register(cohort, "anna@skola.example")

    await asyncio.gather(*(organiser.register(cohort, "bo@skola.example") for cohort in cohorts))

    assert await organiser.pool.fetchval("select count(*) from person") == 2
    assert await organiser.pool.fetchval("select count(*) from registration") == 8


async def test_a_locked_cohort_does_not_delay_registrations_in_another(organiser: OrganiserDriver):
    busy, free = await organiser.cohort(), await organiser.cohort()
    locked_session = await organiser.session(busy)
    await organiser.session(free)
    for cohort in (busy, free):
        await organiser.register(cohort, "anna@skola.example")

    async with organiser.pool.acquire() as conn, conn.transaction():
        await conn.execute("select from seat_count where session_id = $1 for update", locked_session)
        waiting_task = asyncio.create_task(organiser.register(busy, "bo@skola.example"))
        other_registrations = [organiser.register(free, f"nummer{n}@skola.example") for n in range(5)]
        await asyncio.gather(*other_registrations)
        assert not waiting_task.done()

    assert await organiser.status(await waiting_task) == "registered"


async def test_a_closed_cohort_refuses_a_registration_whatever_was_cached(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    await organiser.session(cohort)
    await organiser.register(cohort, "anna@skola.example")
    await close(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort)

    with pytest.raises(CohortNotOpen):
        await organiser.register(cohort, "bo@skola.example")


async def test_added_seats_and_sessions_are_given_to_the_next_registration(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    first = await organiser.session(cohort, capacity=1)
    for name in ("anna", "bo"):
        await organiser.register(cohort, f"{name}@skola.example")
    await change_session(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), first, SessionChanges(capacity=3), version=None, silent=False, reason=None
    )  # fmt: skip
    second = await organiser.session(cohort)

    cia = await organiser.register(cohort, "cia@skola.example")

    assert await organiser.seats(cia) == {first: "confirmed", second: "confirmed"}
    assert await organiser.taken(first) == 3


async def test_the_place_in_line_of_a_new_registration_leaves_out_those_who_withdrew(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(capacity=1)
    await organiser.session(cohort)
    _, bo, _ = [await organiser.register(cohort, f"{name}@skola.example") for name in ("anna", "bo", "cia")]
    await withdraw(organiser.pool, a_caller(organiser.organiser_id, now=NOW), bo, session_ids=None)

    await organiser.register(cohort, "david@skola.example")

    assert (await places_in_line(organiser))[-1] == 2


async def test_a_registration_that_was_rolled_back_is_not_cached(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort)

    async def register_and_roll_back():
        async with one_transaction(organiser.pool):
            await organiser.register(cohort, "anna@skola.example")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await register_and_roll_back()
    await organiser.register(cohort, "bo@skola.example")

    assert await organiser.in_session(session) == {"bo@skola.example": "confirmed"}


async def test_each_registration_of_a_batch_keeps_its_own_correlation_id(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    await organiser.session(cohort)

    async def register_with_correlation(n: int) -> None:
        logs.correlation.set(f"begäran {n}")
        await organiser.register(cohort, f"nummer{n}@skola.example")

    await asyncio.gather(*(asyncio.create_task(register_with_correlation(n)) for n in range(5)))

    rows = await organiser.pool.fetch("select correlation_id, payload from outbox where kind = 'person'")
    emails = {row["correlation_id"]: msgspec.json.decode(row["payload"])["email"] for row in rows}
    assert emails == {f"begäran {n}": f"nummer{n}@skola.example" for n in range(5)}


async def test_the_events_of_a_registration_use_the_id_and_name_of_the_known_person(
    organiser: OrganiserDriver,
):
    anna = await organiser.person("Anna Ek")
    first, second = await organiser.cohort(), await organiser.cohort()
    for cohort in (first, second):
        await organiser.session(cohort)
    await organiser.register(second, "bo@skola.example")

    for cohort in (first, second):
        await register.register(
            organiser.batcher, a_caller(organiser.organiser_id, now=NOW), cohort, an_applicant("anna.ek@kommun.example", name="En Annan"),
            session_ids=None, answers={},
        )  # fmt: skip

    registration_events = await organiser.told(events.Registration)
    assert [event.person_id for event in registration_events[1:]] == [anna, anna]
    assert [event.name for event in await organiser.told(events.Person) if event.id == anna] == ["Anna Ek"]
