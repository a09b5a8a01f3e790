"""Those who come at once are stored together, by what was seen last; each gets what they would have got alone."""

import asyncio
from collections import Counter

import msgspec
import pytest

from services.registration.actions.cohorts.publish_cohort import close
from services.registration.actions.registrations import register
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.actions.sessions.change_session import change as change_session
from services.registration.domain.errors import AlreadyRegistered, CohortNotOpen, SessionFull
from services.registration.domain.session import SessionChanges
from services.registration.store.transaction import one_transaction
from shared import events, logs, postgres
from tests.support.caller import a_caller
from tests.support.registration import NOW, Office, an_applicant

pytestmark = pytest.mark.every_postgres


async def places(office: Office) -> list[int | None]:
    """The place in the list that each was told, in the order in which they registered."""
    return [one.seats[0].position for one in await office.told(events.Registration)]


async def test_what_was_seen_is_not_believed_when_another_replica_has_been_there(office: Office, database):
    cohort = await office.cohort(capacity=4)
    session = await office.session(cohort)
    pool = await postgres.open_pool(database.registration_url, "registration", size=2)
    replica = Office(pool, office.organiser_id, office.programme_id)

    for n in range(4):
        await office.register(cohort, f"här{n}@skola.example")
        await replica.register(cohort, f"där{n}@skola.example")

    await pool.close()
    assert Counter((await office.in_session(session)).values()) == {"confirmed": 4, "waiting": 4}
    assert await office.taken(session) == 4
    assert await places(office) == [None] * 4 + [1, 2, 3, 4]


async def test_replicas_that_take_all_at_once_give_no_seat_twice(office: Office, database):
    cohort = await office.cohort()
    session = await office.session(cohort, capacity=30)
    pools = [await postgres.open_pool(database.registration_url, "registration", size=3) for _ in range(2)]
    replicas = [Office(pool, office.organiser_id, office.programme_id) for pool in pools]

    await asyncio.gather(
        *(replicas[n % 2].register(cohort, f"nummer{n}@skola.example") for n in range(100)),
        *(office.register(cohort, f"vald{n}@skola.example", [session]) for n in range(20)),
    )

    for pool in pools:
        await pool.close()
    assert Counter((await office.in_session(session)).values()) == {"confirmed": 30, "waiting": 90}
    assert await office.taken(session) == 30
    assert sorted(place for place in await places(office) if place) == list(range(1, 91))


async def test_of_many_at_once_only_those_are_refused_for_whom_there_is_no_seat(office: Office):
    cohort = await office.cohort(waiting_list=False)
    session = await office.session(cohort, capacity=3)
    roomy = await office.session(cohort)

    done = await asyncio.gather(
        *(office.register(cohort, f"nummer{n}@skola.example") for n in range(10)), return_exceptions=True
    )

    refused = [one for one in done if isinstance(one, BaseException)]
    assert [(type(one), one.session_id) for one in refused] == [(SessionFull, session)] * 7
    assert (await office.taken(session), await office.taken(roomy)) == (3, 3)
    assert await office.pool.fetchval("select count(*) from person") == 3


async def test_one_who_is_registered_spoils_nothing_for_those_who_come_at_the_same_moment(office: Office):
    cohort = await office.cohort()
    session = await office.session(cohort, capacity=3)
    anna = await office.register(cohort, "anna@skola.example")

    _, bo, again, cia = await asyncio.gather(
        *(office.register(cohort, f"{name}@skola.example") for name in ("åsa", "bo", "anna", "cia")),
        return_exceptions=True,
    )

    assert isinstance(again, AlreadyRegistered)
    assert again.registration_id == anna
    assert (await office.status(bo), await office.status(cia)) == ("registered", "waiting")
    assert await office.taken(session) == 3


async def test_those_who_come_to_many_cohorts_at_once_all_get_what_they_came_for(office: Office):
    cohorts = [await office.cohort(capacity=2) for _ in range(5)]
    sessions = [await office.session(cohort) for cohort in cohorts]
    for _ in range(2):  # the first time nothing has been seen
        marks = [object() for _ in range(10)]
        done = await asyncio.gather(
            *(
                office.register(cohorts[n % 5], f"nummer{id(mark)}@skola.example")
                for n, mark in enumerate(marks)
            )
        )
        assert len(set(done)) == 10

    for session in sessions:
        assert Counter((await office.in_session(session)).values()) == {"confirmed": 2, "waiting": 2}
        assert await office.taken(session) == 2


async def test_one_who_comes_to_two_cohorts_at_once_is_one_person(office: Office):
    cohorts = [await office.cohort() for _ in range(4)]
    for cohort in cohorts:
        await office.session(cohort)
        await office.register(cohort, "anna@skola.example")

    await asyncio.gather(*(office.register(cohort, "bo@skola.example") for cohort in cohorts))

    assert await office.pool.fetchval("select count(*) from person") == 2
    assert await office.pool.fetchval("select count(*) from registration") == 8


async def test_a_cohort_that_is_held_holds_up_no_other(office: Office):
    busy, free = await office.cohort(), await office.cohort()
    held = await office.session(busy)
    await office.session(free)
    for cohort in (busy, free):
        await office.register(cohort, "anna@skola.example")

    async with office.pool.acquire() as conn, conn.transaction():
        await conn.execute("select from seat_count where session_id = $1 for update", held)
        waits = asyncio.create_task(office.register(busy, "bo@skola.example"))
        those = [office.register(free, f"nummer{n}@skola.example") for n in range(5)]
        await asyncio.gather(*those)
        assert not waits.done()

    assert await office.status(await waits) == "registered"


async def test_a_cohort_that_closes_takes_nobody_whatever_was_seen(office: Office):
    cohort = await office.cohort()
    await office.session(cohort)
    await office.register(cohort, "anna@skola.example")
    await close(office.pool, a_caller(office.organiser_id, now=NOW), cohort)

    with pytest.raises(CohortNotOpen):
        await office.register(cohort, "bo@skola.example")


async def test_seats_and_sessions_that_are_added_are_given_at_once(office: Office):
    cohort = await office.cohort()
    first = await office.session(cohort, capacity=1)
    for name in ("anna", "bo"):
        await office.register(cohort, f"{name}@skola.example")
    await change_session(
        office.pool, a_caller(office.organiser_id, now=NOW), first, SessionChanges(capacity=3), version=None, silent=False, reason=None
    )  # fmt: skip
    second = await office.session(cohort)

    cia = await office.register(cohort, "cia@skola.example")

    assert await office.seats(cia) == {first: "confirmed", second: "confirmed"}
    assert await office.taken(first) == 3


async def test_the_place_told_follows_who_has_left_the_list(office: Office):
    cohort = await office.cohort(capacity=1)
    await office.session(cohort)
    _, bo, _ = [await office.register(cohort, f"{name}@skola.example") for name in ("anna", "bo", "cia")]
    await withdraw(office.pool, a_caller(office.organiser_id, now=NOW), bo, session_ids=None)

    await office.register(cohort, "david@skola.example")

    assert (await places(office))[-1] == 2


async def test_what_another_transaction_undoes_is_not_remembered(office: Office):
    cohort = await office.cohort(capacity=1)
    session = await office.session(cohort)

    async def undone():
        async with one_transaction(office.pool):
            await office.register(cohort, "anna@skola.example")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()
    await office.register(cohort, "bo@skola.example")

    assert await office.in_session(session) == {"bo@skola.example": "confirmed"}


async def test_each_of_those_stored_together_keeps_their_own_correlation(office: Office):
    cohort = await office.cohort()
    await office.session(cohort)

    async def come(n: int) -> None:
        logs.correlation.set(f"begäran {n}")
        await office.register(cohort, f"nummer{n}@skola.example")

    await asyncio.gather(*(asyncio.create_task(come(n)) for n in range(5)))

    rows = await office.pool.fetch("select correlation_id, payload from outbox where kind = 'person'")
    emails = {row["correlation_id"]: msgspec.json.decode(row["payload"])["email"] for row in rows}
    assert emails == {f"begäran {n}": f"nummer{n}@skola.example" for n in range(5)}


async def test_one_who_is_known_is_told_of_by_the_id_that_they_have(office: Office):
    anna = await office.person("Anna Ek")
    first, second = await office.cohort(), await office.cohort()
    for cohort in (first, second):
        await office.session(cohort)
    await office.register(second, "bo@skola.example")

    for cohort in (first, second):
        await register.register(
            office.batcher, a_caller(office.organiser_id, now=NOW), cohort, an_applicant("anna.ek@kommun.example", name="En Annan"),
            session_ids=None, answers={},
        )  # fmt: skip

    told = await office.told(events.Registration)
    assert [one.person_id for one in told[1:]] == [anna, anna]
    assert [one.name for one in await office.told(events.Person) if one.id == anna] == ["Anna Ek"]
