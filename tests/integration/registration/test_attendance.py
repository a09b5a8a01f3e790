"""Joining a meeting, and the attendance."""

from datetime import timedelta

import pytest

from services.registration.actions.cohorts.change_cohort import change as change_cohort
from services.registration.actions.registrations.choose_calendar import choose_calendar
from services.registration.actions.registrations.join_meeting import join, join_as_guest
from services.registration.actions.registrations.note_attendance import note
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.domain.cohort import CohortChanges
from services.registration.domain.errors import (
    AlreadyWithdrawn,
    GuestsNotLetIn,
    JoinTooEarly,
    NoSeat,
    NotFound,
    SessionCancelled,
    SessionOver,
)
from shared import events, ids
from tests.support.caller import a_caller, acting
from tests.support.registration import NOW, SOON, OrganiserDriver

URL = "https://meet.example/rum"


@pytest.fixture
async def seated(organiser: OrganiserDriver):
    """Anna's registration and seat in a session with a meeting link."""
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort, join_url=URL)
    anna = await organiser.register(cohort, "anna@skola.example")
    seat = await organiser.pool.fetchval("select id from seat where registration_id = $1", anna)
    return cohort, session, anna, seat


async def attendance(organiser: OrganiserDriver, seat):
    return tuple(
        await organiser.pool.fetchrow("select attendance, attended_at from seat where id = $1", seat)
    )


async def test_joining_a_meeting_notes_the_attendance_once_and_returns_the_meeting_link(
    organiser: OrganiserDriver, seated
):
    *_, seat = seated
    doors = SOON - timedelta(minutes=30)

    assert await join(organiser.pool, a_caller(organiser.organiser_id, now=doors), seat) == URL
    assert await join(organiser.pool, a_caller(organiser.organiser_id, now=SOON), seat) == URL

    assert await attendance(organiser, seat) == ("present", doors)


async def test_joining_too_early_too_late_or_when_cancelled_is_refused_and_notes_no_attendance(
    organiser: OrganiserDriver, seated
):
    _, session, _, seat = seated
    who = (organiser.pool, organiser.organiser_id)

    with pytest.raises(JoinTooEarly) as early:
        await join(*acting(who, now=SOON - timedelta(minutes=31)), seat)
    assert early.value.opens_at == SOON - timedelta(minutes=30)
    with pytest.raises(SessionOver):
        await join(*acting(who, now=SOON + timedelta(hours=2)), seat)
    with pytest.raises(NotFound):
        await join(*acting(who, now=SOON), ids.new())
    await organiser.pool.execute("update session set status = 'cancelled' where id = $1", session)
    with pytest.raises(SessionCancelled):
        await join(*acting(who, now=SOON), seat)

    assert await attendance(organiser, seat) == (None, None)


async def test_joining_with_a_waiting_or_withdrawn_seat_is_refused(organiser: OrganiserDriver, seated):
    cohort, _, anna, seat = seated
    bo = await organiser.register(cohort, "bo@skola.example")
    waiting_seat = await organiser.pool.fetchval("select id from seat where registration_id = $1", bo)

    with pytest.raises(NoSeat):
        await join(organiser.pool, a_caller(organiser.organiser_id, now=SOON), waiting_seat)
    await withdraw(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=None)
    with pytest.raises(NoSeat):
        await join(organiser.pool, a_caller(organiser.organiser_id, now=SOON), seat)


async def test_a_guest_may_join_only_if_the_cohort_allows_forwarding(organiser: OrganiserDriver, seated):
    cohort, _, _, seat = seated
    with pytest.raises(GuestsNotLetIn):
        await join_as_guest(organiser.pool, a_caller(organiser.organiser_id, now=SOON), seat, name="Gäst G")
    await change_cohort(
        organiser.pool,
        a_caller(organiser.organiser_id, now=NOW),
        cohort,
        CohortChanges(forwarding="open"),
        version=None,
    )

    for _ in range(2):
        assert (
            await join_as_guest(
                organiser.pool, a_caller(organiser.organiser_id, now=SOON), seat, name="Gäst G"
            )
            == URL
        )

    assert [tuple(row) for row in await organiser.pool.fetch("select seat_id, name from guest")] == [
        (seat, "Gäst G")
    ]
    assert await attendance(organiser, seat) == (None, None)


async def test_attendance_is_noted_for_all_people_given_or_for_none(organiser: OrganiserDriver, seated):
    _, session, _, seat = seated
    person = await organiser.pool.fetchval("select person_id from registration")
    stranger = await organiser.person("Utan Plats")

    with pytest.raises(NotFound):
        await note(
            organiser.pool,
            a_caller(organiser.organiser_id, now=SOON),
            session,
            [(person, "present"), (stranger, "absent")],
        )
    assert await attendance(organiser, seat) == (None, None)
    await note(
        organiser.pool,
        a_caller(organiser.organiser_id, now=SOON),
        session,
        [(person, "absent"), (person, "excused")],
    )

    assert await attendance(organiser, seat) == ("excused", None)
    with pytest.raises(NotFound):
        await note(organiser.pool, a_caller(organiser.organiser_id, now=SOON), ids.new(), [])


async def test_a_registration_can_choose_how_it_gets_its_calendar_until_it_is_withdrawn(
    organiser: OrganiserDriver, seated
):
    _, _, anna, _ = seated
    for _ in range(2):
        await choose_calendar(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, calendar="none"
        )

    assert [(event.calendar, event.version) for event in await organiser.told(events.Registration)] == [
        ("invitations", 1),
        ("none", 2),
    ]
    await withdraw(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=None)
    with pytest.raises(AlreadyWithdrawn):
        await choose_calendar(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, calendar="none"
        )
