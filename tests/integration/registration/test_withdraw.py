"""Withdrawing, and promotion: the first in line gets the seat, once, whichever way it was freed."""

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
from services.registration.domain.sessions.session import SessionChanges
from shared import events, ids
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, OrganiserDriver

pytestmark = pytest.mark.every_postgres


async def withdraw_registration(organiser: OrganiserDriver, registration, session_ids=None, *, now=NOW):
    await withdraw(
        organiser.pool, a_caller(organiser.organiser_id, now=now), registration, session_ids=session_ids
    )


async def test_a_withdrawal_promotes_the_first_in_line(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort)
    anna, bo, cia = [
        await organiser.register(cohort, f"{name}@skola.example") for name in ("anna", "bo", "cia")
    ]

    await withdraw_registration(organiser, anna)

    assert await organiser.in_session(session) == {
        "bo@skola.example": "confirmed",
        "cia@skola.example": "waiting",
    }
    assert [await organiser.status(registration_id) for registration_id in (anna, bo, cia)] == [
        "withdrawn",
        "registered",
        "waiting",
    ]
    assert await organiser.taken(session) == 1


async def test_a_withdrawal_adds_events_only_for_the_two_registrations_that_changed(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(capacity=1)
    await organiser.session(cohort)
    anna, bo, _ = [
        await organiser.register(cohort, f"{name}@skola.example") for name in ("anna", "bo", "cia")
    ]
    before = len(await organiser.told())

    await withdraw_registration(organiser, anna)

    new_events = (await organiser.told())[before:]
    assert [(event.id, event.version, event.status) for event in new_events] == [
        (anna, 2, "withdrawn"),
        (bo, 2, "registered"),
    ]
    assert [seat.status for seat in new_events[0].seats] == ["withdrawn"]


async def test_a_withdrawal_from_the_waiting_list_frees_no_seat(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort)
    _, bo, cia = [await organiser.register(cohort, f"{name}@skola.example") for name in ("anna", "bo", "cia")]

    await withdraw_registration(organiser, bo)

    assert await organiser.seats(cia) == {session: "waiting"}
    assert await organiser.taken(session) == 1


async def test_a_withdrawal_from_one_session_keeps_the_other_seats(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    first, second = await organiser.session(cohort), await organiser.session(cohort, title="Nästa")
    anna = await organiser.register(cohort, "anna@skola.example")

    await withdraw_registration(organiser, anna, [second])

    assert await organiser.seats(anna) == {first: "confirmed", second: "withdrawn"}
    assert await organiser.status(anna) == "registered"


async def test_a_withdrawal_that_is_repeated_or_impossible_is_refused(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort)
    anna = await organiser.register(cohort, "anna@skola.example")
    await withdraw_registration(organiser, anna)

    with pytest.raises(AlreadyWithdrawn):
        await withdraw_registration(organiser, anna)
    with pytest.raises(AlreadyWithdrawn):
        await withdraw_registration(organiser, anna, [session])
    with pytest.raises(SessionOfAnotherCohort):
        await withdraw_registration(organiser, anna, [ids.new()])
    with pytest.raises(NothingChosen):
        await withdraw_registration(organiser, anna, [])
    with pytest.raises(NotFound):
        await withdraw_registration(organiser, ids.new())


async def test_two_simultaneous_withdrawals_of_one_registration_free_one_seat(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort)
    anna = await organiser.register(cohort, "anna@skola.example")
    for n in range(3):
        await organiser.register(cohort, f"nummer{n}@skola.example")

    results = await asyncio.gather(
        withdraw_registration(organiser, anna), withdraw_registration(organiser, anna), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["AlreadyWithdrawn", "NoneType"]
    assert Counter((await organiser.in_session(session)).values()) == {"confirmed": 1, "waiting": 2}


async def test_registering_again_after_a_withdrawal_joins_the_end_of_the_waiting_list(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort)
    anna = await organiser.register(cohort, "anna@skola.example")
    await organiser.register(cohort, "bo@skola.example")
    await withdraw_registration(organiser, anna)

    again = await organiser.register(cohort, "anna@skola.example")

    assert again != anna
    assert await organiser.seats(again) == {session: "waiting"}


async def test_a_withdrawal_keeps_the_seats_in_sessions_that_are_over(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    first = await organiser.session(cohort)
    second = await organiser.session(cohort, starts_at=SOON + timedelta(days=7))
    anna = await organiser.register(cohort, "anna@skola.example")

    await withdraw_registration(organiser, anna, now=SOON + timedelta(days=1))

    assert await organiser.seats(anna) == {first: "confirmed", second: "withdrawn"}


async def test_a_withdrawal_promotes_in_a_closed_cohort_but_not_in_a_cancelled_one(
    organiser: OrganiserDriver,
):
    closed, cancelled = await organiser.cohort(capacity=1), await organiser.cohort(capacity=1)
    statuses: list[str] = []
    for cohort in (closed, cancelled):
        session = await organiser.session(cohort)
        anna = await organiser.register(cohort, "anna@skola.example")
        bo = await organiser.register(cohort, "bo@skola.example")
        await (close if cohort == closed else cancel)(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort
        )
        await withdraw_registration(organiser, anna)
        statuses.append((await organiser.seats(bo))[session])

    assert statuses == ["confirmed", "waiting"]


async def test_simultaneous_withdrawals_and_registrations_overbook_no_session(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    first, second = await organiser.session(cohort, capacity=10), await organiser.session(cohort, capacity=10)
    early = [await organiser.register(cohort, f"tidig{n}@skola.example") for n in range(20)]

    results = await asyncio.gather(
        *(
            withdraw_registration(organiser, registration, [first] if n % 2 else None)
            for n, registration in enumerate(early)
        ),
        *(
            organiser.register(cohort, f"sen{n}@skola.example", [second, first] if n % 2 else [first])
            for n in range(40)
        ),
        return_exceptions=True,
    )

    assert [error for error in results if isinstance(error, BaseException)] == []
    for session in (first, second):
        seated = Counter((await organiser.in_session(session)).values())
        assert seated["confirmed"] == 10 == await organiser.taken(session)
    wrong = await organiser.pool.fetchval(
        """select count(*) from registration r where status <> coalesce((select case when bool_or(s.status = 'confirmed')
             then 'registered' when bool_or(s.status = 'waiting') then 'waiting' end from seat s where s.registration_id = r.id), 'withdrawn')"""
    )
    assert wrong == 0


async def test_raising_the_capacity_of_a_session_promotes_as_many_from_the_waiting_list(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=1)
    for n in range(4):
        await organiser.register(cohort, f"nummer{n}@skola.example")

    await change_session(
        organiser.pool,
        a_caller(organiser.organiser_id, now=NOW),
        session,
        SessionChanges(capacity=3),
        version=1,
        silent=False,
        reason=None,
    )

    seated = [(await organiser.in_session(session))[f"nummer{n}@skola.example"] for n in range(4)]
    assert seated == ["confirmed", "confirmed", "confirmed", "waiting"]


async def test_raising_the_capacity_of_a_cohort_promotes_in_sessions_without_their_own(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(capacity=1)
    the_cohorts, its_own = await organiser.session(cohort), await organiser.session(cohort, capacity=1)
    for n in range(3):
        await organiser.register(cohort, f"nummer{n}@skola.example")

    await change_cohort(
        organiser.pool,
        a_caller(organiser.organiser_id, now=NOW),
        cohort,
        CohortChanges(capacity=None),
        version=None,
    )

    assert set((await organiser.in_session(the_cohorts)).values()) == {"confirmed"}
    assert Counter((await organiser.in_session(its_own)).values()) == {"confirmed": 1, "waiting": 2}


async def test_lowering_the_capacity_takes_no_seat_and_stops_promotion(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=3)
    anna, *_ = [await organiser.register(cohort, f"nummer{n}@skola.example") for n in range(4)]
    await change_session(
        organiser.pool,
        a_caller(organiser.organiser_id, now=NOW),
        session,
        SessionChanges(capacity=1),
        version=None,
        silent=False,
        reason=None,
    )

    await withdraw_registration(organiser, anna)

    assert Counter((await organiser.in_session(session)).values()) == {"confirmed": 2, "waiting": 1}


async def test_a_capacity_lowered_while_people_register_applies_to_later_registrations(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=30)
    narrow = SessionChanges(capacity=5)

    await asyncio.gather(
        *(organiser.register(cohort, f"nummer{n}@skola.example") for n in range(5)),
        change_session(
            organiser.pool,
            a_caller(organiser.organiser_id, now=NOW),
            session,
            narrow,
            version=None,
            silent=False,
            reason=None,
        ),
        *(organiser.register(cohort, f"sen{n}@skola.example") for n in range(20)),
    )
    await organiser.register(cohort, "sist@skola.example")

    seated = await organiser.in_session(session)
    assert seated["sist@skola.example"] == "waiting"
    assert Counter(seated.values())["confirmed"] == await organiser.taken(session)


async def test_a_change_of_dates_adds_some_seats_and_withdraws_others(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=1)
    first, second, third = [await organiser.session(cohort, title=f"Träff {n}") for n in range(3)]
    anna = await organiser.register(cohort, "anna@skola.example", [first, second])
    bo = await organiser.register(cohort, "bo@skola.example", [first, third])

    await change_dates(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=[second, third]
    )

    assert await organiser.seats(anna) == {first: "withdrawn", second: "confirmed", third: "waiting"}
    assert await organiser.seats(bo) == {first: "confirmed", third: "confirmed"}
    assert {event.id for event in (await organiser.told(events.Registration))[-2:]} == {anna, bo}


async def test_a_change_to_the_same_dates_adds_no_event(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    first, second = await organiser.session(cohort), await organiser.session(cohort)
    anna = await organiser.register(cohort, "anna@skola.example")
    before = len(await organiser.told())

    await change_dates(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=[first, second]
    )

    assert len(await organiser.told()) == before


async def test_a_closed_cohort_lets_dates_be_withdrawn_but_not_added(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    first, second, third = [await organiser.session(cohort) for _ in range(3)]
    anna = await organiser.register(cohort, "anna@skola.example", [first, second])
    await close(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort)

    with pytest.raises(CohortNotOpen):
        await change_dates(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=[first, third]
        )
    await change_dates(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=[first])

    assert await organiser.seats(anna) == {first: "confirmed", second: "withdrawn"}


async def test_a_change_to_no_dates_or_to_dates_of_another_cohort_is_refused(organiser: OrganiserDriver):
    cohort, other = await organiser.cohort(), await organiser.cohort()
    await organiser.session(cohort)
    elsewhere = await organiser.session(other)
    anna = await organiser.register(cohort, "anna@skola.example")

    with pytest.raises(NothingChosen):
        await change_dates(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=[])
    with pytest.raises(SessionOfAnotherCohort):
        await change_dates(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=[elsewhere]
        )
    await withdraw_registration(organiser, anna)
    with pytest.raises(AlreadyWithdrawn):
        await change_dates(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=[elsewhere]
        )


async def test_simultaneous_swaps_between_two_full_sessions_lose_no_seat(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    first, second = await organiser.session(cohort, capacity=10), await organiser.session(cohort, capacity=10)
    in_first = [await organiser.register(cohort, f"a{n}@skola.example", [first]) for n in range(15)]
    in_second = [await organiser.register(cohort, f"b{n}@skola.example", [second]) for n in range(15)]

    def swap(registration, to):
        return change_dates(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), registration, session_ids=[to]
        )

    results = await asyncio.gather(
        *(swap(registration_id, second) for registration_id in in_first),
        *(swap(registration_id, first) for registration_id in in_second),
        return_exceptions=True,
    )

    assert [error for error in results if isinstance(error, BaseException)] == []
    for session in (first, second):
        assert Counter((await organiser.in_session(session)).values()) == {"confirmed": 10, "waiting": 5}
        assert await organiser.taken(session) == 10
