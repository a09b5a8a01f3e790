"""Gives seats by a call (kallelse): its sessions are locked and must have room for everyone who is called."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import SessionFull
from services.registration.domain.invitation import InvitationRule, Invitee
from services.registration.domain.registration import default_calendar
from services.registration.domain.seats import allot
from services.registration.domain.sessions.session import Session
from services.registration.store import registrations, seats, unconfirmed
from services.registration.store.outgoing import events
from services.registration.store.registrations import RegistrationRow
from services.registration.store.seats import LockedSessions, SeatRow
from shared import ids
from shared.postgres import Conn


async def lock_invited(conn: Conn, rule: InvitationRule, ahead: Sequence[Session]) -> LockedSessions | None:
    """Lock the sessions that people are invited or called to; None if there are none."""
    locked = await seats.lock_sessions(
        conn, rule.organiser_id, cohort_id=rule.cohort_id, session_ids=[session.id for session in ahead]
    )
    if locked is None:
        return None
    require_open(locked.cohort_status)
    return locked.with_waiting_list(rule.waiting_list)


async def require_room(
    conn: Conn, rule: InvitationRule, locked: LockedSessions, people: Sequence[Invitee]
) -> None:
    """Raise `SessionFull` unless everyone who is left gets a place in each session they are called to."""
    places = {session.id for session in locked.sessions.values() if session.choice_group is None}
    places_of = {invitee.person.person_id: places.intersection(invitee.session_ids) for invitee in people}
    called = Counter(session_id for session_ids in places_of.values() for session_id in session_ids)

    def short() -> list[UUID]:
        rooms = {
            counter.session_id: counter.room
            for counter in locked.counters.values()
            if not counter.has_waiting_list
        }
        return [
            session_id for session_id, room in rooms.items() if room is not None and room < called[session_id]
        ]

    if not short():
        return
    # A person with a seat in the session needs no other.
    live = await registrations.list_live(conn, rule.organiser_id, rule.cohort_id, list(places_of))
    seats_of = await registrations.list_seats(conn, rule.organiser_id, list(live.values()))
    called -= Counter(
        seat.session_id
        for person_id, registration_id in live.items()
        for seat in seats_of.get(registration_id, [])
        if seat.status != "withdrawn" and seat.session_id in places_of[person_id]
    )
    for session_id in short():
        raise SessionFull(session_id)


async def seat_called(
    conn: Conn,
    caller: Caller,
    rule: InvitationRule,
    locked: LockedSessions,
    invitees: Sequence[tuple[UUID, Invitee]],
) -> None:
    """Register everyone who is called, with seats in the order of their names while there is room.

    Parallel sessions are left for the person to choose from.
    """
    organiser_id, cohort_id = rule.organiser_id, rule.cohort_id
    places = {session.id for session in locked.sessions.values() if session.choice_group is None}
    called = [
        (invitation_id, invitee)
        for invitation_id, invitee in invitees
        if places.intersection(invitee.session_ids)
    ]
    await registrations.insert(
        conn,
        organiser_id,
        cohort_id,
        [
            RegistrationRow(
                id=ids.new(),
                person_id=invitee.person.person_id,
                invitation_id=invitation_id,
                role=invitee.person.role,
                organisation=invitee.person.organisation,
            )
            for invitation_id, invitee in called
        ],
        origin="kallelse",
        calendar=default_calendar(locked.calendar, dates=locked.dates),
        now=caller.now,
    )
    found = await registrations.list_live(
        conn, organiser_id, cohort_id, [invitee.person.person_id for _, invitee in called]
    )
    # A person who withdraws from everything concurrently is not seated again.
    statuses = await registrations.lock(conn, organiser_id, sorted(found.values()))
    live = {
        person_id: registration_id
        for person_id, registration_id in found.items()
        if statuses.get(registration_id) != "withdrawn"
    }
    had = {
        (seat.registration_id, seat.session_id)
        for seats_before in (await registrations.list_seats(conn, organiser_id, list(live.values()))).values()
        for seat in seats_before
        if seat.status != "withdrawn"
    }
    new = [
        SeatRow(id=ids.new(), registration_id=registration_id, place=allot(locked.counters[session_id]))
        for registration_id, session_ids in (
            (live[invitee.person.person_id], invitee.session_ids)
            for _, invitee in called
            if invitee.person.person_id in live
        )
        for session_id in session_ids
        if session_id in places and (registration_id, session_id) not in had
    ]
    await unconfirmed.confirm(conn, organiser_id, list(live.values()), now=caller.now)
    await seats.insert(conn, organiser_id, new, now=caller.now)
    await seats.count(conn, organiser_id, list(locked.counters.values()))
    await registrations.settle(conn, organiser_id, list(live.values()))
    await events.tell_registrations(conn, organiser_id, list(live.values()))
