"""The one path by which seats are freed, given and passed on, so that whoever waits first moves up first.

Withdrawal, another choice of dates, a no, a raised capacity, a deleted registration: all come through here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain.cohort import promotes
from services.registration.domain.registration import SeatHeld
from services.registration.domain.seats import Counter, Waiting, allot, promote
from services.registration.domain.session import is_over
from services.registration.store import registrations, seats
from services.registration.store.seats import Held, NewSeat
from shared import ids
from shared.postgres import Conn


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A seat, or a wait, that a registration is to have."""

    registration_id: UUID
    session_id: UUID


async def reseat(
    conn: Conn,
    organiser_id: UUID,
    held: Held,
    *,
    free: Iterable[SeatHeld] = (),
    give: Sequence[Wish] = (),
    now: datetime,
) -> list[UUID]:
    """Free seats, let those who wait move up while there is room, then give what is wished; name all registrations touched.

    The sessions are held; the registrations are held here, by id, and settled. The caller tells notify of them.
    """
    freed = [seat for seat in free if seat.status != "withdrawn" and seat.session_id in held.counters]
    for seat in freed:
        if seat.status == "confirmed":
            held.counters[seat.session_id].taken -= 1
    promoted = await _next_in_line(conn, organiser_id, held, leaving={seat.id for seat in freed}, now=now)
    new = [
        NewSeat(
            id=ids.new(), registration_id=wish.registration_id, place=allot(held.counters[wish.session_id])
        )
        for wish in give
    ]
    touched = sorted(
        {seat.registration_id for seat in freed}
        | {one.registration_id for one in promoted}
        | {seat.registration_id for seat in new}
    )
    if not touched:
        return []
    await registrations.lock(conn, organiser_id, touched)
    await seats.withdraw(conn, organiser_id, [seat.id for seat in freed], now=now)
    await seats.promote(conn, organiser_id, [one.seat_id for one in promoted], now=now)
    await seats.insert(conn, organiser_id, new, now=now)
    await seats.count(conn, organiser_id, list(held.counters.values()))
    await registrations.settle(conn, organiser_id, touched)
    return touched


async def pass_on(
    conn: Conn,
    organiser_id: UUID,
    *,
    held_seats: Sequence[SeatHeld],
    to_registration_id: UUID,
    positions: dict[UUID, int],
    now: datetime,
) -> None:
    """Hand seats and waits to another registration as they stand: nobody moves up, no counter changes.

    `positions` are the places in the waiting lists by seat. Both registrations are held; the caller settles them.
    """
    await seats.withdraw(conn, organiser_id, [seat.id for seat in held_seats], now=now)
    await seats.insert(
        conn,
        organiser_id,
        [
            seats.taken_over(seat, by=to_registration_id, new_id=ids.new(), position=positions.get(seat.id))
            for seat in held_seats
        ],
        now=now,
    )


async def _next_in_line(
    conn: Conn, organiser_id: UUID, held: Held, *, leaving: set[UUID], now: datetime
) -> list[Waiting]:
    """Who moves up in the sessions that have room and are yet to be held; counted."""
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
