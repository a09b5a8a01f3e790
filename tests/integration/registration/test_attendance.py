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

    assert await join(office.pool, office.organiser_id, seat, now=doors) == URL
    assert await join(office.pool, office.organiser_id, seat, now=SOON) == URL

    assert await attendance(office, seat) == ("present", doors)


async def test_before_and_after_nothing_is_noted(office: Office, seated):
    _, session, _, seat = seated
    who = (office.pool, office.organiser_id)

    with pytest.raises(JoinTooEarly) as early:
        await join(*who, seat, now=SOON - timedelta(minutes=31))
    assert early.value.opens_at == SOON - timedelta(minutes=30)
    with pytest.raises(SessionOver):
        await join(*who, seat, now=SOON + timedelta(hours=2))
    with pytest.raises(NotFound):
        await join(*who, ids.new(), now=SOON)
    await office.pool.execute("update session set status = 'cancelled' where id = $1", session)
    with pytest.raises(SessionCancelled):
        await join(*who, seat, now=SOON)

    assert await attendance(office, seat) == (None, None)


async def test_a_wait_and_a_withdrawn_seat_open_no_door(office: Office, seated):
    cohort, _, anna, seat = seated
    bo = await office.register(cohort, "bo@skola.example")
    wait = await office.pool.fetchval("select id from seat where registration_id = $1", bo)

    with pytest.raises(NoSeat):
        await join(office.pool, office.organiser_id, wait, now=SOON)
    await withdraw(office.pool, office.organiser_id, anna, session_ids=None, now=NOW)
    with pytest.raises(NoSeat):
        await join(office.pool, office.organiser_id, seat, now=SOON)


async def test_a_guest_is_let_in_where_links_may_be_forwarded(office: Office, seated):
    cohort, _, _, seat = seated
    with pytest.raises(GuestsNotLetIn):
        await join_as_guest(office.pool, office.organiser_id, seat, name="Gäst G", now=SOON)
    await change_cohort(
        office.pool, office.organiser_id, cohort, CohortChanges(forwarding="open"), version=None, now=NOW
    )

    for _ in range(2):
        assert await join_as_guest(office.pool, office.organiser_id, seat, name="Gäst G", now=SOON) == URL

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
            office.pool, office.organiser_id, session, [(person, "present"), (stranger, "absent")], now=SOON
        )
    assert await attendance(office, seat) == (None, None)
    await note(office.pool, office.organiser_id, session, [(person, "absent"), (person, "excused")], now=SOON)

    assert await attendance(office, seat) == ("excused", None)
    with pytest.raises(NotFound):
        await note(office.pool, office.organiser_id, ids.new(), [], now=SOON)


async def test_how_the_dates_come_is_ones_own_choice(office: Office, seated):
    _, _, anna, _ = seated
    for _ in range(2):
        await choose_calendar(office.pool, office.organiser_id, anna, calendar="none", now=NOW)

    assert [(one.calendar, one.version) for one in await office.told(events.Registration)] == [
        ("invitations", 1),
        ("none", 2),
    ]
    await withdraw(office.pool, office.organiser_id, anna, session_ids=None, now=NOW)
    with pytest.raises(AlreadyWithdrawn):
        await choose_calendar(office.pool, office.organiser_id, anna, calendar="none", now=NOW)
