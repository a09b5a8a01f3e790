"""The only place where seats are freed, handed over and given, so that promotion always follows the waiting list.

Used by withdrawal, changed sessions, a no, a substitute and a raised capacity.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.seating.follow_seats import follow_seats
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import promotes
from services.registration.domain.confirming import held_until, hold
from services.registration.domain.errors import AlreadyWithdrawn
from services.registration.domain.registration import RegistrationSeat
from services.registration.domain.seats import (
    AllottedPlace,
    SeatCounter,
    WaitingSeat,
    allot,
    offer_until,
    promote,
)
from services.registration.domain.sessions.session import begins, has_begun
from services.registration.store import registrations, seats, unconfirmed, waiting_lists
from services.registration.store.seats import LockedSessions, SeatRow, TransferredSeat
from shared import ids
from shared.postgres import Conn


class SeatWish(msgspec.Struct, frozen=True, kw_only=True):
    """A seat, or a wait, that a registration is to get."""

    registration_id: UUID
    session_id: UUID


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """A seat, or a wait, that moves unchanged to another registration: no counter changes, and no one is promoted.

    `is_by_position`: it follows a position that somebody else has now.
    """

    seat: RegistrationSeat
    to_registration_id: UUID
    is_by_position: bool = False


class Promotion(msgspec.Struct, frozen=True, kw_only=True):
    """A person in line who gets a seat, or, with `offered_until`, an offer that reserves one until then."""

    waiting: WaitingSeat
    offered_until: datetime | None


async def reseat(
    conn: Conn,
    caller: Caller,
    locked: LockedSessions,
    *,
    free: Iterable[RegistrationSeat] = (),
    hand_over: Sequence[Handover] = (),
    give: Sequence[SeatWish] = (),
    touch: Iterable[UUID] = (),
    confirm: Sequence[UUID] = (),
    hold_until: datetime | None = None,
    answering: UUID | None = None,
) -> list[UUID]:
    """Free seats, promote waiting people while there is room, hand over, then give the wished places.

    The sessions are locked by the caller; the registrations are locked here, in the order of their ids, and settled
    (those in `touch` in any case), and their invitations follow, but for the one that the caller is `answering`.
    Whoever gets a seat here counts as registered, and so do those in `confirm`, who move up at once where there is room; with
    `hold_until` the given seats are only held until then. Returns their ids, of which the caller tells notify. Raises
    `AlreadyWithdrawn` if a registration that is to get a seat is withdrawn.
    """
    if confirm:
        await registrations.lock(conn, caller.organiser_id, confirm)
        await unconfirmed.confirm(conn, caller.organiser_id, confirm, now=caller.now)
    freed = [seat for seat in free if seat.status != "withdrawn"]
    for seat in freed:
        if seat.is_counted:
            locked.counters[seat.session_id].taken -= 1
    up = {
        promotion.waiting.seat_id: promotion
        for promotion in await _next_in_line(
            conn, caller, locked, leaving={s.id for s in freed}, at_once=confirm
        )
    }
    transferred = [_passed(handover, up.get(handover.seat.id)) for handover in hand_over]
    moved = [promotion for key, promotion in up.items() if key not in {p.seat.id for p in transferred}]
    swapped = _swapped(locked, freed)
    new = [
        SeatRow(
            id=ids.new(),
            registration_id=wish.registration_id,
            place=_place(caller, locked, wish, swapped, hold_until),
        )
        for wish in give
    ]
    receiving = {seat.registration_id for seat in new} | {
        transfer.to_registration_id for transfer in transferred
    }
    losing = {seat.registration_id for seat in freed} | {
        transfer.seat.registration_id for transfer in transferred
    }
    touched = sorted(
        receiving | losing | {promotion.waiting.registration_id for promotion in moved} | {*touch, *confirm}
    )
    if not touched:
        return []
    statuses = await registrations.lock(conn, caller.organiser_id, touched)
    if any(statuses.get(registration_id) == "withdrawn" for registration_id in receiving):
        raise AlreadyWithdrawn
    if hold_until is None:
        await unconfirmed.confirm(conn, caller.organiser_id, receiving, now=caller.now)
    await seats.withdraw(
        conn, caller.organiser_id, [s.id for s in freed] + [p.seat.id for p in transferred], now=caller.now
    )
    await seats.promote(
        conn,
        caller.organiser_id,
        [promotion.waiting.seat_id for promotion in moved if promotion.offered_until is None],
        now=caller.now,
    )
    offers = {
        promotion.waiting.seat_id: promotion.offered_until
        for promotion in moved
        if promotion.offered_until is not None
    }
    await waiting_lists.offer(conn, caller.organiser_id, offers, now=caller.now)
    await seats.pass_on(conn, caller.organiser_id, transferred, now=caller.now)
    await seats.insert(conn, caller.organiser_id, new, now=caller.now)
    await seats.count(conn, caller.organiser_id, list(locked.counters.values()))
    await registrations.settle(conn, caller.organiser_id, touched)
    await follow_seats(conn, caller, touched, answering=answering)
    return touched


def _place(
    caller: Caller,
    locked: LockedSessions,
    wish: SeatWish,
    swapped: set[tuple[UUID, str | None]],
    hold_until: datetime | None,
) -> AllottedPlace:
    """The place that a wish gets: held, if it has to be confirmed first."""
    session, counter = locked.sessions[wish.session_id], locked.counters[wish.session_id]
    place = allot(counter, may_wait=(wish.registration_id, session.choice_group) not in swapped)
    return place if hold_until is None else hold(counter, place, held_until(session, hold_until, caller.now))


def _swapped(locked: LockedSessions, freed: Sequence[RegistrationSeat]) -> set[tuple[UUID, str | None]]:
    """The registrations and choice groups whose seat is freed: it is exchanged only for another seat of the group."""
    return {
        (seat.registration_id, group)
        for seat in freed
        if seat.status == "confirmed" and (group := locked.sessions[seat.session_id].choice_group) is not None
    }


def _passed(handover: Handover, up: Promotion | None) -> TransferredSeat:
    """The handed-over place; a wait that is promoted in the same call is promoted for the receiver."""
    status, offered_until = handover.seat.status, handover.seat.offered_until
    if up is not None:
        status, offered_until = ("waiting" if up.offered_until else "confirmed"), up.offered_until
    return TransferredSeat(
        id=ids.new(),
        seat=handover.seat,
        to_registration_id=handover.to_registration_id,
        status=status,
        offered_until=offered_until,
        is_by_position=handover.is_by_position,
    )


async def _next_in_line(
    conn: Conn,
    caller: Caller,
    locked: LockedSessions,
    *,
    leaving: set[UUID],
    at_once: Collection[UUID],
) -> list[Promotion]:
    """Promote in the sessions that have room and have not begun, and count the seats in the locked counters.

    An offer reserves its seat, so that a session is never overbooked. Registrations in `at_once` get the seat itself.
    """
    if not promotes(locked.cohort_status):
        return []
    open_counters: dict[UUID, SeatCounter] = {
        session.id: locked.counters[session.id]
        for session in locked.sessions.values()
        if session.status != "cancelled"
        and not has_begun(session, caller.now)
        and locked.counters[session.id].room != 0
    }
    if not open_counters:
        return []
    rule = await waiting_lists.rule(conn, caller.organiser_id, locked.cohort_id)
    lines = await waiting_lists.lines(
        conn,
        caller.organiser_id,
        {key: counter.room for key, counter in open_counters.items()},
        order=rule.order,
        leaving=leaving,
    )
    return [
        Promotion(
            waiting=waiting,
            offered_until=offer_until(
                caller.now, rule.offer_hours, starts=begins(locked.sessions[session_id])
            )
            if rule.offers and waiting.registration_id not in at_once
            else None,
        )
        for session_id, counter in open_counters.items()
        for waiting in promote(counter, lines[session_id])
    ]
