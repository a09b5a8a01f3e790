"""Accepts an offered seat before it expires; an expired offer goes to the next person in line."""

from typing import Final
from uuid import UUID

from services.registration.actions.one_by_one import one_by_one
from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import reseat
from services.registration.domain.caller import Caller, Initiator
from services.registration.domain.cohort import promotes
from services.registration.domain.errors import (
    AlreadyWithdrawn,
    CohortNotOpen,
    NotOffered,
    OfferOver,
    SessionOfAnotherCohort,
)
from services.registration.domain.options import require_ahead
from services.registration.store import registrations, seats, waiting_lists
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import reading, transaction
from shared.postgres import Conn, Pool

_AT_ONCE: Final = 500


@permitted("registration.accept_offer")
async def accept(pool: Pool, caller: Caller, registration_id: UUID, *, session_id: UUID) -> None:
    """Turn an offer into a seat; does nothing if that has been done.

    Raises `OfferOver` if it has expired, after passing it on; `NotOffered` if the person is still in line.
    """
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=registration.cohort_id, session_ids=[session_id]
        )
        if locked is None:
            raise SessionOfAnotherCohort(session_id)
        is_late = await _take(conn, caller, registration_id, locked, session_id)
    if is_late:
        # Raised after the transaction, which would otherwise roll back that the seat goes to the next person.
        await _pass_on(pool, caller, session_id)
        raise OfferOver(session_id)


@permitted("registration.expire_offers")
async def expire(pool: Pool, initiator: Initiator) -> int:
    """Pass on every expired offer, one short transaction a session; return the number of sessions."""
    async with reading(pool) as conn:
        late = await waiting_lists.list_late(conn, now=initiator.now, most=_AT_ONCE)

    async def pass_on(organiser_id: UUID, session_id: UUID) -> None:
        await _pass_on(pool, initiator.for_organiser(organiser_id), session_id)

    return len(await one_by_one(late, pass_on, chore="offers.expire"))


async def _pass_on(pool: Pool, caller: Caller, session_id: UUID) -> None:
    """End the expired offers of one session, and offer the seats to the next in line.

    In a cancelled session these people return to the line, so that they keep their places if it is held after all.
    A seat that was held for somebody who has not confirmed is let go in any case.
    """
    async with transaction(pool) as conn:
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=None, session_ids=[session_id]
        )
        if locked is None:
            return
        late = await waiting_lists.late(conn, caller.organiser_id, session_id, now=caller.now)
        if "cancelled" in {locked.cohort_status, locked.sessions[session_id].status}:
            offered = [seat for seat in late if seat.is_offered]
            theirs = sorted(seat.registration_id for seat in offered)
            await registrations.lock(conn, caller.organiser_id, theirs)
            locked.counters[session_id].taken -= len(offered)
            await waiting_lists.lapse(conn, caller.organiser_id, [seat.id for seat in offered])
            touched = await reseat(
                conn, caller, locked, free=[seat for seat in late if not seat.is_offered], touch=theirs
            )
        else:
            touched = await reseat(conn, caller, locked, free=late)
        await events.tell_registrations(conn, caller.organiser_id, touched)


async def _take(
    conn: Conn, caller: Caller, registration_id: UUID, locked: LockedSessions, session_id: UUID
) -> bool:
    """Accept the offer; True if it has expired and the seat must be passed on."""
    session = locked.sessions[session_id]
    if not promotes(locked.cohort_status):
        raise CohortNotOpen
    require_ahead([session], caller.now)
    all_seats = (await registrations.list_seats(conn, caller.organiser_id, [registration_id])).get(
        registration_id, []
    )
    theirs = [seat for seat in all_seats if seat.session_id == session_id]
    seat = max(theirs, key=lambda seat: (seat.status != "withdrawn", seat.since), default=None)
    if seat is None:
        raise AlreadyWithdrawn
    if seat.status == "confirmed":
        return False
    if seat.status == "withdrawn":
        raise OfferOver(session_id) if seat.ran_out else AlreadyWithdrawn
    if not seat.is_offered or seat.offered_until is None:
        raise NotOffered(session_id)
    if seat.offered_until <= caller.now:
        return True
    await registrations.lock(conn, caller.organiser_id, [registration_id])
    await seats.promote(conn, caller.organiser_id, [seat.id], now=caller.now)
    await registrations.settle(conn, caller.organiser_id, [registration_id])
    await audit.write(
        conn,
        caller,
        "registration.accept_offer",
        ("registration", registration_id),
        after={"session_id": session_id},
    )
    await events.tell_registrations(conn, caller.organiser_id, [registration_id])
    return False
