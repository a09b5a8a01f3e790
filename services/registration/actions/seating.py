"""The one path by which seats are freed, passed on and given, so that whoever waits first moves up first.

Withdrawal, another choice of dates, a no, a substitute, a raised capacity: all come through here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain.cohort import promotes
from services.registration.domain.errors import AlreadyWithdrawn
from services.registration.domain.registration import SeatHeld
from services.registration.domain.seats import Counter, Waiting, allot, promote
from services.registration.domain.session import is_over
from services.registration.store import registrations, seats
from services.registration.store.seats import Held, NewSeat, Passed
from shared import ids
from shared.postgres import Conn


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A seat, or a wait, that a registration is to have."""

    registration_id: UUID
    session_id: UUID


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """A seat, or a wait, that goes to another registration as it stands: no counter changes, nobody moves up for it."""

    seat: SeatHeld
    to_registration_id: UUID


async def reseat(
    conn: Conn,
    organiser_id: UUID,
    held: Held,
    *,
    free: Iterable[SeatHeld] = (),
    hand_over: Sequence[Handover] = (),
    give: Sequence[Wish] = (),
    touch: Iterable[UUID] = (),
    now: datetime,
) -> list[UUID]:
    """Free seats, let those who wait move up while there is room, hand over, then give what is wished.

    The sessions are held; the registrations are held here, by id, and settled (those in `touch` whatever happens).
    Names all of them: the caller tells notify. `AlreadyWithdrawn` where one that is to get a seat has been withdrawn.
    """
    freed = [seat for seat in free if seat.status != "withdrawn"]
    for seat in freed:
        if seat.status == "confirmed":
            held.counters[seat.session_id].taken -= 1
    up = {
        one.seat_id: one
        for one in await _next_in_line(conn, organiser_id, held, leaving={s.id for s in freed}, now=now)
    }
    passed = [
        Passed(
            id=ids.new(),
            seat=one.seat,
            to_registration_id=one.to_registration_id,
            status="confirmed" if one.seat.id in up else one.seat.status,
        )
        for one in hand_over
    ]
    promoted = [one for one in up.values() if one.seat_id not in {p.seat.id for p in passed}]
    swapped = _swapped(held, freed)
    new = [
        NewSeat(
            id=ids.new(),
            registration_id=wish.registration_id,
            place=allot(
                held.counters[wish.session_id],
                may_wait=(wish.registration_id, held.sessions[wish.session_id].choice_group) not in swapped,
            ),
        )
        for wish in give
    ]
    receiving = {seat.registration_id for seat in new} | {one.to_registration_id for one in passed}
    losing = {seat.registration_id for seat in freed} | {one.seat.registration_id for one in passed}
    touched = sorted(receiving | losing | {one.registration_id for one in promoted} | set(touch))
    if not touched:
        return []
    statuses = await registrations.lock(conn, organiser_id, touched)
    if any(statuses.get(one) == "withdrawn" for one in receiving):
        raise AlreadyWithdrawn
    await seats.withdraw(conn, organiser_id, [s.id for s in freed] + [p.seat.id for p in passed], now=now)
    await seats.promote(conn, organiser_id, [one.seat_id for one in promoted], now=now)
    await seats.pass_on(conn, organiser_id, passed, now=now)
    await seats.insert(conn, organiser_id, new, now=now)
    await seats.count(conn, organiser_id, list(held.counters.values()))
    await registrations.settle(conn, organiser_id, touched)
    return touched


def _swapped(held: Held, freed: Sequence[SeatHeld]) -> set[tuple[UUID, str | None]]:
    """Whose seat in which choice is given up: it goes for a seat in the same choice only, and is kept if that is full."""
    return {
        (seat.registration_id, group)
        for seat in freed
        if seat.status == "confirmed" and (group := held.sessions[seat.session_id].choice_group) is not None
    }


async def _next_in_line(
    conn: Conn, organiser_id: UUID, held: Held, *, leaving: set[UUID], now: datetime
) -> list[Waiting]:
    """Who moves up in the sessions that have room and are yet to be; counted."""
    if not promotes(held.cohort_status):
        return []
    open_ones: dict[UUID, Counter] = {
        session.id: held.counters[session.id]
        for session in held.sessions.values()
        if session.status != "cancelled" and not is_over(session, now) and held.counters[session.id].room != 0
    }
    # One who leaves the list may stand first in it: ask for as many more.
    room = {
        key: None if counter.room is None else counter.room + len(leaving)
        for key, counter in open_ones.items()
    }
    waiting = [
        one for one in await seats.list_waiting(conn, organiser_id, room) if one.seat_id not in leaving
    ]
    return [
        one
        for session_id, counter in open_ones.items()
        for one in promote(counter, [w for w in waiting if w.session_id == session_id])
    ]
