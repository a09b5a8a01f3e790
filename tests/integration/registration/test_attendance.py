"""Going to the meeting, and who came."""

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
from tests.support.registration import NOW, SOON, Office

URL = "https://meet.example/rum"


@pytest.fixture
async def seated(office: Office):
    """Anna's registration and seat in a session with a meeting link."""
    cohort = await office.cohort(capacity=1)
    session = await office.session(cohort, join_url=URL)
    anna = await office.register(cohort, "anna@skola.example")
    seat = await office.pool.fetchval("select id from seat where registration_id = $1", anna)
    return cohort, session, anna, seat


async def attendance(office: Office, seat):
    return tuple(await office.pool.fetchrow("select attendance, attended_at from seat where id = $1", seat))


async def test_whoever_joins_is_noted_once_and_sent_to_the_room(office: Office, seated):
    *_, seat = seated
    doors = SOON - timedelta(minutes=30)

    assert await join(office.pool, a_caller(office.organiser_id, now=doors), seat) == URL
    assert await join(office.pool, a_caller(office.organiser_id, now=SOON), seat) == URL

    assert await attendance(office, seat) == ("present", doors)


async def test_before_and_after_nothing_is_noted(office: Office, seated):
    _, session, _, seat = seated
    who = (office.pool, office.organiser_id)

    with pytest.raises(JoinTooEarly) as early:
        await join(*acting(who, now=SOON - timedelta(minutes=31)), seat)
    assert early.value.opens_at == SOON - timedelta(minutes=30)
    with pytest.raises(SessionOver):
        await join(*acting(who, now=SOON + timedelta(hours=2)), seat)
    with pytest.raises(NotFound):
        await join(*acting(who, now=SOON), ids.new())
    await office.pool.execute("update session set status = 'cancelled' where id = $1", session)
    with pytest.raises(SessionCancelled):
        await join(*acting(who, now=SOON), seat)

    assert await attendance(office, seat) == (None, None)


async def test_a_wait_and_a_withdrawn_seat_open_no_door(office: Office, seated):
    cohort, _, anna, seat = seated
    bo = await office.register(cohort, "bo@skola.example")
    wait = await office.pool.fetchval("select id from seat where registration_id = $1", bo)

    with pytest.raises(NoSeat):
        await join(office.pool, a_caller(office.organiser_id, now=SOON), wait)
    await withdraw(office.pool, a_caller(office.organiser_id, now=NOW), anna, session_ids=None)
    with pytest.raises(NoSeat):
        await join(office.pool, a_caller(office.organiser_id, now=SOON), seat)


async def test_a_guest_is_let_in_where_links_may_be_forwarded(office: Office, seated):
    cohort, _, _, seat = seated
    with pytest.raises(GuestsNotLetIn):
        await join_as_guest(office.pool, a_caller(office.organiser_id, now=SOON), seat, name="Gäst G")
    await change_cohort(
        office.pool,
        a_caller(office.organiser_id, now=NOW),
        cohort,
        CohortChanges(forwarding="open"),
        version=None,
    )

    for _ in range(2):
        assert (
            await join_as_guest(office.pool, a_caller(office.organiser_id, now=SOON), seat, name="Gäst G")
            == URL
        )

    assert [tuple(row) for row in await office.pool.fetch("select seat_id, name from guest")] == [
        (seat, "Gäst G")
    ]
    assert await attendance(office, seat) == (None, None)


async def test_a_coordinator_marks_all_or_nothing(office: Office, seated):
    _, session, _, seat = seated
    person = await office.pool.fetchval("select person_id from registration")
    stranger = await office.person("Utan Plats")

    with pytest.raises(NotFound):
        await note(
            office.pool,
            a_caller(office.organiser_id, now=SOON),
            session,
            [(person, "present"), (stranger, "absent")],
        )
    assert await attendance(office, seat) == (None, None)
    await note(
        office.pool,
        a_caller(office.organiser_id, now=SOON),
        session,
        [(person, "absent"), (person, "excused")],
    )

    assert await attendance(office, seat) == ("excused", None)
    with pytest.raises(NotFound):
        await note(office.pool, a_caller(office.organiser_id, now=SOON), ids.new(), [])


async def test_how_the_dates_come_is_ones_own_choice(office: Office, seated):
    _, _, anna, _ = seated
    for _ in range(2):
        await choose_calendar(office.pool, a_caller(office.organiser_id, now=NOW), anna, calendar="none")

    assert [(one.calendar, one.version) for one in await office.told(events.Registration)] == [
        ("invitations", 1),
        ("none", 2),
    ]
    await withdraw(office.pool, a_caller(office.organiser_id, now=NOW), anna, session_ids=None)
    with pytest.raises(AlreadyWithdrawn):
        await choose_calendar(office.pool, a_caller(office.organiser_id, now=NOW), anna, calendar="none")
