"""Attendance before the start, in a cancelled session, and of people without a seat."""

from datetime import timedelta

import pytest

from services.registration.actions.registrations.note_attendance import note
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.actions.sessions.cancel_session import cancel
from services.registration.domain.errors import (
    AttendanceTooEarly,
    NotExpected,
    NotFound,
    SessionCancelled,
)
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, OrganiserDriver

ANNA, BO = "anna@skola.example", "bo@skola.example"
DOORS = SOON - timedelta(minutes=30)


@pytest.fixture
async def session(organiser: OrganiserDriver):
    """One seat, which Anna has; Bo waits."""
    cohort = await organiser.cohort(capacity=1)
    session_id = await organiser.session(cohort)
    for email in (ANNA, BO):
        await organiser.register(cohort, email)
    return session_id


async def mark(organiser, session, mark, *emails, now=SOON):
    people = [
        await organiser.pool.fetchval("select id from person where email = $1", email) for email in emails
    ]
    caller = a_caller(organiser.organiser_id, now=now)
    return people, await note(organiser.pool, caller, session, [(person, mark) for person in people])


async def attendances(organiser):
    rows = await organiser.pool.fetch("select attendance from seat order by id")
    return [row["attendance"] for row in rows]


@pytest.mark.parametrize("attendance", ["present", "absent"])
async def test_attendance_before_the_doors_open_is_refused(organiser: OrganiserDriver, session, attendance):
    with pytest.raises(AttendanceTooEarly):
        await mark(organiser, session, attendance, ANNA, now=DOORS - timedelta(minutes=1))
    assert await attendances(organiser) == [None, None]

    assert (await mark(organiser, session, attendance, ANNA, now=DOORS))[1] == []

    assert await attendances(organiser) == [attendance, None]


async def test_attendance_at_a_session_without_a_day_is_refused(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, starts_at=None, term="VT2026", status="tentative")
    await organiser.register(cohort, ANNA)

    with pytest.raises(AttendanceTooEarly):
        await mark(organiser, session, "present", ANNA, now=SOON)


async def test_an_excuse_can_be_noted_before_the_start(organiser: OrganiserDriver, session):
    assert (await mark(organiser, session, "excused", ANNA, now=NOW))[1] == []

    assert await attendances(organiser) == ["excused", None]


async def test_attendance_at_a_cancelled_session_is_refused(organiser: OrganiserDriver, session):
    await cancel(organiser.pool, a_caller(organiser.organiser_id, now=NOW), session, reason=None)

    with pytest.raises(SessionCancelled):
        await mark(organiser, session, "present", ANNA)


@pytest.mark.parametrize("has_withdrawn", [False, True])
async def test_one_who_comes_without_a_seat_is_noted_as_a_walk_in(
    organiser: OrganiserDriver, session, has_withdrawn
):
    if has_withdrawn:
        bo = await organiser.pool.fetchval(
            "select r.id from registration r join person p on p.id = r.person_id where p.email = $1", BO
        )
        await withdraw(organiser.pool, a_caller(organiser.organiser_id, now=NOW), bo, session_ids=None)

    (_, bo_id), walk_ins = await mark(organiser, session, "present", ANNA, BO)

    assert walk_ins == [bo_id]
    assert await attendances(organiser) == ["present", "present"]


@pytest.mark.parametrize("attendance", ["absent", "excused"])
async def test_one_without_a_seat_cannot_be_missed(organiser: OrganiserDriver, session, attendance):
    with pytest.raises(NotExpected):
        await mark(organiser, session, attendance, ANNA, BO)

    assert await attendances(organiser) == [None, None]


async def test_one_who_never_asked_for_a_seat_is_unknown(organiser: OrganiserDriver, session):
    await organiser.person("Cia C")

    with pytest.raises(NotFound):
        await mark(organiser, session, "present", "cia.c@kommun.example")
