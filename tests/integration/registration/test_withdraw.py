"""Withdrawing, and who moves up: the first in the list, once, by every path that frees a seat."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from services.registration.actions.cohorts.change_cohort import change as change_cohort
from services.registration.actions.cohorts.publish_cohort import cancel, close
from services.registration.actions.registrations.change_dates import change_dates
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.actions.sessions.change_session import change as change_session
from services.registration.domain.cohort import CohortChanges
from services.registration.domain.errors import (
    AlreadyWithdrawn,
    CohortNotOpen,
    NotFound,
    NothingChosen,
    SessionOfAnotherCohort,
)
from services.registration.domain.session import SessionChanges
from shared import events, ids
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, Office

pytestmark = pytest.mark.every_postgres


async def leave(office: Office, registration, session_ids=None, *, now=NOW):
    await withdraw(office.pool, a_caller(office.organiser_id, now=now), registration, session_ids=session_ids)


async def test_the_first_who_waits_moves_up(office: Office):
    cohort = await office.cohort(capacity=1)
    session = await office.session(cohort)
    anna, bo, cia = [await office.register(cohort, f"{name}@skola.example") for name in ("anna", "bo", "cia")]

    await leave(office, anna)

    assert await office.in_session(session) == {
        "bo@skola.example": "confirmed",
        "cia@skola.example": "waiting",
    }
    assert [await office.status(one) for one in (anna, bo, cia)] == ["withdrawn", "registered", "waiting"]
    assert await office.taken(session) == 1


async def test_those_whom_it_concerns_are_told_of_and_nobody_else(office: Office):
    cohort = await office.cohort(capacity=1)
    await office.session(cohort)
    anna, bo, _ = [await office.register(cohort, f"{name}@skola.example") for name in ("anna", "bo", "cia")]
    before = len(await office.told())

    await leave(office, anna)

    told = (await office.told())[before:]
    assert [(one.id, one.version, one.status) for one in told] == [
        (anna, 2, "withdrawn"),
        (bo, 2, "registered"),
    ]
    assert [seat.status for seat in told[0].seats] == ["withdrawn"]


async def test_one_who_waits_and_leaves_frees_no_seat(office: Office):
    cohort = await office.cohort(capacity=1)
    session = await office.session(cohort)
    _, bo, cia = [await office.register(cohort, f"{name}@skola.example") for name in ("anna", "bo", "cia")]

    await leave(office, bo)

    assert await office.seats(cia) == {session: "waiting"}
    assert await office.taken(session) == 1


async def test_some_dates_can_be_given_up(office: Office):
    cohort = await office.cohort()
    first, second = await office.session(cohort), await office.session(cohort, title="Nästa")
    anna = await office.register(cohort, "anna@skola.example")

    await leave(office, anna, [second])

    assert await office.seats(anna) == {first: "confirmed", second: "withdrawn"}
    assert await office.status(anna) == "registered"


async def test_withdrawing_twice_is_said(office: Office):
    cohort = await office.cohort()
    session = await office.session(cohort)
    anna = await office.register(cohort, "anna@skola.example")
    await leave(office, anna)

    with pytest.raises(AlreadyWithdrawn):
        await leave(office, anna)
    with pytest.raises(AlreadyWithdrawn):
        await leave(office, anna, [session])
    with pytest.raises(SessionOfAnotherCohort):
        await leave(office, anna, [ids.new()])
    with pytest.raises(NothingChosen):
        await leave(office, anna, [])
    with pytest.raises(NotFound):
        await leave(office, ids.new())


async def test_two_who_press_withdraw_at_once_free_one_seat(office: Office):
    cohort = await office.cohort(capacity=1)
    session = await office.session(cohort)
    anna = await office.register(cohort, "anna@skola.example")
    for n in range(3):
        await office.register(cohort, f"nummer{n}@skola.example")

    pressed = await asyncio.gather(leave(office, anna), leave(office, anna), return_exceptions=True)

    assert sorted(type(one).__name__ for one in pressed) == ["AlreadyWithdrawn", "NoneType"]
    assert Counter((await office.in_session(session)).values()) == {"confirmed": 1, "waiting": 2}


async def test_whoever_registers_again_is_last_in_the_list_with_a_new_seat(office: Office):
    cohort = await office.cohort(capacity=1)
    session = await office.session(cohort)
    anna = await office.register(cohort, "anna@skola.example")
    await office.register(cohort, "bo@skola.example")
    await leave(office, anna)

    again = await office.register(cohort, "anna@skola.example")

    assert again != anna
    assert await office.seats(again) == {session: "waiting"}


async def test_what_has_been_keeps_its_seat(office: Office):
    cohort = await office.cohort()
    first = await office.session(cohort)
    second = await office.session(cohort, starts_at=SOON + timedelta(days=7))
    anna = await office.register(cohort, "anna@skola.example")

    await leave(office, anna, now=SOON + timedelta(days=1))

    assert await office.seats(anna) == {first: "confirmed", second: "withdrawn"}


async def test_nobody_moves_up_to_a_session_that_is_over_cancelled_or_of_a_cancelled_cohort(office: Office):
    closed, cancelled = await office.cohort(capacity=1), await office.cohort(capacity=1)
    moved_up: list[str] = []
    for cohort in (closed, cancelled):
        session = await office.session(cohort)
        anna = await office.register(cohort, "anna@skola.example")
        bo = await office.register(cohort, "bo@skola.example")
        await (close if cohort == closed else cancel)(
            office.pool, a_caller(office.organiser_id, now=NOW), cohort
        )
        await leave(office, anna)
        moved_up.append((await office.seats(bo))[session])

    assert moved_up == ["confirmed", "waiting"]


async def test_a_crowd_that_leaves_and_comes_at_once_overbooks_nothing(office: Office):
    cohort = await office.cohort()
    one, two = await office.session(cohort, capacity=10), await office.session(cohort, capacity=10)
    early = [await office.register(cohort, f"tidig{n}@skola.example") for n in range(20)]

    done = await asyncio.gather(
        *(leave(office, registration, [one] if n % 2 else None) for n, registration in enumerate(early)),
        *(
            office.register(cohort, f"sen{n}@skola.example", [two, one] if n % 2 else [one])
            for n in range(40)
        ),
        return_exceptions=True,
    )

    assert [error for error in done if isinstance(error, BaseException)] == []
    for session in (one, two):
        seated = Counter((await office.in_session(session)).values())
        assert seated["confirmed"] == 10 == await office.taken(session)
    wrong = await office.pool.fetchval(
        """select count(*) from registration r where status <> coalesce((select case when bool_or(s.status = 'confirmed')
             then 'registered' when bool_or(s.status = 'waiting') then 'waiting' end from seat s where s.registration_id = r.id), 'withdrawn')"""
    )
    assert wrong == 0


async def test_a_raised_capacity_lets_as_many_move_up(office: Office):
    cohort = await office.cohort()
    session = await office.session(cohort, capacity=1)
    for n in range(4):
        await office.register(cohort, f"nummer{n}@skola.example")

    await change_session(
        office.pool,
        a_caller(office.organiser_id, now=NOW),
        session,
        SessionChanges(capacity=3),
        version=1,
        silent=False,
        reason=None,
    )

    seated = [(await office.in_session(session))[f"nummer{n}@skola.example"] for n in range(4)]
    assert seated == ["confirmed", "confirmed", "confirmed", "waiting"]


async def test_the_cohorts_raised_capacity_lets_move_up_where_no_other_is_named(office: Office):
    cohort = await office.cohort(capacity=1)
    the_cohorts, its_own = await office.session(cohort), await office.session(cohort, capacity=1)
    for n in range(3):
        await office.register(cohort, f"nummer{n}@skola.example")

    await change_cohort(
        office.pool,
        a_caller(office.organiser_id, now=NOW),
        cohort,
        CohortChanges(capacity=None),
        version=None,
    )

    assert set((await office.in_session(the_cohorts)).values()) == {"confirmed"}
    assert Counter((await office.in_session(its_own)).values()) == {"confirmed": 1, "waiting": 2}


async def test_a_lowered_capacity_takes_no_seat_and_gives_none(office: Office):
    cohort = await office.cohort()
    session = await office.session(cohort, capacity=3)
    anna, *_ = [await office.register(cohort, f"nummer{n}@skola.example") for n in range(4)]
    await change_session(
        office.pool,
        a_caller(office.organiser_id, now=NOW),
        session,
        SessionChanges(capacity=1),
        version=None,
        silent=False,
        reason=None,
    )

    await leave(office, anna)

    assert Counter((await office.in_session(session)).values()) == {"confirmed": 2, "waiting": 1}


async def test_a_capacity_that_changes_while_people_register_is_kept(office: Office):
    cohort = await office.cohort()
    session = await office.session(cohort, capacity=30)
    narrow = SessionChanges(capacity=5)

    await asyncio.gather(
        *(office.register(cohort, f"nummer{n}@skola.example") for n in range(5)),
        change_session(
            office.pool,
            a_caller(office.organiser_id, now=NOW),
            session,
            narrow,
            version=None,
            silent=False,
            reason=None,
        ),
        *(office.register(cohort, f"sen{n}@skola.example") for n in range(20)),
    )
    await office.register(cohort, "sist@skola.example")

    seated = await office.in_session(session)
    assert seated["sist@skola.example"] == "waiting"
    assert Counter(seated.values())["confirmed"] == await office.taken(session)


async def test_changing_dates_adds_some_and_gives_up_others(office: Office):
    cohort = await office.cohort(capacity=1)
    one, two, three = [await office.session(cohort, title=f"Träff {n}") for n in range(3)]
    anna = await office.register(cohort, "anna@skola.example", [one, two])
    bo = await office.register(cohort, "bo@skola.example", [one, three])

    await change_dates(office.pool, a_caller(office.organiser_id, now=NOW), anna, session_ids=[two, three])

    assert await office.seats(anna) == {one: "withdrawn", two: "confirmed", three: "waiting"}
    assert await office.seats(bo) == {one: "confirmed", three: "confirmed"}
    assert {one.id for one in (await office.told(events.Registration))[-2:]} == {anna, bo}


async def test_the_same_dates_again_change_nothing(office: Office):
    cohort = await office.cohort()
    one, two = await office.session(cohort), await office.session(cohort)
    anna = await office.register(cohort, "anna@skola.example")
    before = len(await office.told())

    await change_dates(office.pool, a_caller(office.organiser_id, now=NOW), anna, session_ids=[one, two])

    assert len(await office.told()) == before


async def test_dates_cannot_be_added_when_closed_but_given_up(office: Office):
    cohort = await office.cohort()
    one, two, three = [await office.session(cohort) for _ in range(3)]
    anna = await office.register(cohort, "anna@skola.example", [one, two])
    await close(office.pool, a_caller(office.organiser_id, now=NOW), cohort)

    with pytest.raises(CohortNotOpen):
        await change_dates(
            office.pool, a_caller(office.organiser_id, now=NOW), anna, session_ids=[one, three]
        )
    await change_dates(office.pool, a_caller(office.organiser_id, now=NOW), anna, session_ids=[one])

    assert await office.seats(anna) == {one: "confirmed", two: "withdrawn"}


async def test_no_dates_at_all_is_not_a_choice_of_dates(office: Office):
    cohort, other = await office.cohort(), await office.cohort()
    await office.session(cohort)
    elsewhere = await office.session(other)
    anna = await office.register(cohort, "anna@skola.example")

    with pytest.raises(NothingChosen):
        await change_dates(office.pool, a_caller(office.organiser_id, now=NOW), anna, session_ids=[])
    with pytest.raises(SessionOfAnotherCohort):
        await change_dates(office.pool, a_caller(office.organiser_id, now=NOW), anna, session_ids=[elsewhere])
    await leave(office, anna)
    with pytest.raises(AlreadyWithdrawn):
        await change_dates(office.pool, a_caller(office.organiser_id, now=NOW), anna, session_ids=[elsewhere])


async def test_many_who_change_between_two_full_dates_at_once_lose_no_seat(office: Office):
    cohort = await office.cohort()
    one, two = await office.session(cohort, capacity=10), await office.session(cohort, capacity=10)
    there = [await office.register(cohort, f"a{n}@skola.example", [one]) for n in range(15)]
    here = [await office.register(cohort, f"b{n}@skola.example", [two]) for n in range(15)]

    def swap(registration, to):
        return change_dates(
            office.pool, a_caller(office.organiser_id, now=NOW), registration, session_ids=[to]
        )

    done = await asyncio.gather(
        *(swap(one_there, two) for one_there in there),
        *(swap(one_here, one) for one_here in here),
        return_exceptions=True,
    )

    assert [error for error in done if isinstance(error, BaseException)] == []
    for session in (one, two):
        assert Counter((await office.in_session(session)).values()) == {"confirmed": 10, "waiting": 5}
        assert await office.taken(session) == 10
