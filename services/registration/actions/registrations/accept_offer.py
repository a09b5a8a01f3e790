"""Whoever is offered a seat takes it, while it is held; what runs out goes to the next in line."""

from datetime import datetime
from typing import Final
from uuid import UUID

from services.registration.actions.seating.reseat import reseat
from services.registration.domain.cohort import promotes
from services.registration.domain.errors import (
    AlreadyWithdrawn,
    CohortNotOpen,
    NotOffered,
    OfferOver,
    SessionCancelled,
    SessionOfAnotherCohort,
    SessionOver,
)
from services.registration.domain.session import is_over
from services.registration.store import registrations, seats, waiting_lists
from services.registration.store.outgoing import events
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import reading, transaction
from shared.postgres import Conn, Pool

_AT_ONCE: Final = 500


async def accept(
    pool: Pool, organiser_id: UUID, registration_id: UUID, *, session_id: UUID, now: datetime
) -> None:
    """Make a seat of an offer; once more, it changes nothing.

    `OfferOver` where it has run out: then it has gone to the next, by the chore or here. `NotOffered`: still in line.
    """
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, organiser_id, registration_id)
        held = await seats.lock_sessions(
            conn, organiser_id, cohort_id=registration.cohort_id, session_ids=[session_id]
        )
        if held is None:
            raise SessionOfAnotherCohort(session_id)
        is_late = await _take(conn, organiser_id, registration_id, held, session_id, now=now)
    if is_late:
        # After the transaction: what is raised in it would undo that the seat goes to the next.
        await pass_on(pool, organiser_id, session_id, now=now)
        raise OfferOver(session_id)


async def expire(pool: Pool, *, now: datetime) -> int:
    """Pass on every seat whose offer has run out; in how many sessions. Each in a short transaction of its own."""
    async with reading(pool) as conn:
        late = await waiting_lists.list_late(conn, now=now, most=_AT_ONCE)
    for organiser_id, session_id in late:
        await pass_on(pool, organiser_id, session_id, now=now)
    return len(late)


async def pass_on(pool: Pool, organiser_id: UUID, session_id: UUID, *, now: datetime) -> None:
    """End the offers of one session that nobody took in time, and offer the seats to the next in line.

    In what is cancelled they stand in line again: should it be held after all, nobody has lost a place by it.
    """
    async with transaction(pool) as conn:
        held = await seats.lock_sessions(conn, organiser_id, cohort_id=None, session_ids=[session_id])
        if held is None:
            return
        late = await waiting_lists.late(conn, organiser_id, session_id, now=now)
        if "cancelled" in {held.cohort_status, held.sessions[session_id].status}:
            theirs = sorted(seat.registration_id for seat in late)
            await registrations.lock(conn, organiser_id, theirs)
            held.counters[session_id].taken -= len(late)
            await waiting_lists.lapse(conn, organiser_id, [seat.id for seat in late])
            touched = await reseat(conn, organiser_id, held, touch=theirs, now=now)
        else:
            touched = await reseat(conn, organiser_id, held, free=late, now=now)
        await events.tell_registrations(conn, organiser_id, touched)


async def _take(
    conn: Conn,
    organiser_id: UUID,
    registration_id: UUID,
    held: LockedSessions,
    session_id: UUID,
    *,
    now: datetime,
) -> bool:
    """Take what is offered; whether it is too late, and the seat has yet to go to the next."""
    session = held.sessions[session_id]
    if not promotes(held.cohort_status):
        raise CohortNotOpen
    if session.status == "cancelled":
        raise SessionCancelled(session_id)
    if is_over(session, now):
        raise SessionOver(session_id)
    all_seats = (await registrations.list_seats(conn, organiser_id, [registration_id])).get(
        registration_id, []
    )
    theirs = [seat for seat in all_seats if seat.session_id == session_id]
    seat = max(theirs, key=lambda one: (one.status != "withdrawn", one.since), default=None)
    if seat is None:
        raise AlreadyWithdrawn
    if seat.status == "confirmed":
        return False
    if seat.status == "withdrawn":
        raise OfferOver(session_id) if seat.ran_out else AlreadyWithdrawn
    if seat.offered_until is None:
        raise NotOffered(session_id)
    if seat.offered_until <= now:
        return True
    await registrations.lock(conn, organiser_id, [registration_id])
    await seats.promote(conn, organiser_id, [seat.id], now=now)
    await registrations.settle(conn, organiser_id, [registration_id])
    await events.tell_registrations(conn, organiser_id, [registration_id])
    return False
