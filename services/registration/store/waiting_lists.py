"""Waiting lists: who waits in a session, the order of promotion, and each person's place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.registration import RegistrationSeat
from services.registration.domain.seats import WaitingSeat, in_line
from shared import swedish
from shared.events import WaitingOrder
from shared.postgres import Conn

RULE: Final = """
select c.waiting_order as order, c.offer_hours, p.registration = 'open' as offers, c.drop_in
  from cohort c
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where c.organiser_id = $1 and c.id = $2
"""

# Whoever has not confirmed yet keeps the place in the list, and is passed over.
FIRST: Final = """
select w.id as seat_id, w.session_id, w.registration_id, w.position
  from unnest($2::uuid[], $3::int[]) as f (session_id, room)
 cross join lateral (
   select id, session_id, registration_id, position
     from seat w
    where organiser_id = $1 and session_id = f.session_id and status = 'waiting' and offered_until is null
      and exists (select from registration r where r.id = w.registration_id and r.confirm_until is null)
    order by position
    limit f.room
 ) w
"""

# Seats with an open offer are no longer on the waiting list.
ALL: Final = """
select s.id as seat_id, s.session_id, s.registration_id, s.position, r.organisation, c.waiting_order,
       r.confirm_until is null as may_move_up
  from seat s
  join registration r on r.organiser_id = s.organiser_id and r.id = s.registration_id
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
 where s.organiser_id = $1 and s.session_id = any($2::uuid[]) and s.status = 'waiting' and s.offered_until is null
"""

SEATED: Final = """
select distinct s.session_id, r.organisation
  from seat s
  join registration r on r.organiser_id = s.organiser_id and r.id = s.registration_id
 where s.organiser_id = $1 and s.session_id = any($2::uuid[]) and s.id <> all($3::uuid[])
   and (s.status = 'confirmed' or s.status = 'waiting' and s.offered_until is not null)
   and r.organisation is not null
"""

OFFER: Final = """
update seat s set offered_at = $4, offered_until = o.until
  from unnest($2::uuid[], $3::timestamptz[]) as o (id, until)
 where s.organiser_id = $1 and s.id = o.id and s.status = 'waiting'
"""

LAPSE: Final = """
update seat set offered_at = null, offered_until = null
 where organiser_id = $1 and id = any($2::uuid[]) and status = 'waiting'
"""

LIST_LATE: Final = """
select distinct organiser_id, session_id from seat
 where status = 'waiting' and offered_until <= $1
 order by organiser_id, session_id limit $2
"""

LATE: Final = """
select s.id, s.registration_id, s.session_id, s.status, s.since, s.generation, s.attendance, s.offered_until, r.confirm_until
  from seat s
  join registration r on r.organiser_id = s.organiser_id and r.id = s.registration_id
 where s.organiser_id = $1 and s.session_id = $2 and s.status = 'waiting' and s.offered_until <= $3
 order by s.id
"""


OFFERED: Final = """
select s.id, s.registration_id, s.session_id, s.status, s.since, s.generation, s.attendance, s.offered_until, r.confirm_until
  from seat s
  join registration r on r.organiser_id = s.organiser_id and r.id = s.registration_id
 where s.organiser_id = $1 and s.session_id = any($2::uuid[]) and s.status = 'waiting' and s.offered_until is not null
 order by s.id
"""


class WaitingListRule(msgspec.Struct, frozen=True, kw_only=True):
    """How people are promoted in a cohort: the order, and whether a seat is offered or given at once.

    `drop_in`: single dates are open to all, on the remaining seats, without a waiting list.
    """

    order: WaitingOrder
    offer_hours: int
    offers: bool
    drop_in: bool


async def rule(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> WaitingListRule:
    """Return the cohort's rule. With open registration a free seat is offered; an invited person gets it at once."""
    return WaitingListRule(**dict(await conn.fetchrow(RULE, organiser_id, cohort_id) or {}))


async def lines(
    conn: Conn,
    organiser_id: UUID,
    room: Mapping[UUID, int | None],
    *,
    order: WaitingOrder,
    leaving: Collection[UUID],
) -> dict[UUID, list[WaitingSeat]]:
    """Return the head of each session's waiting list, at least as many as `room` (None: all), without the seats `leaving`."""
    if not room:
        return {}
    if order == "time":
        # Seats in `leaving` may be first in the list: fetch as many more.
        most = [None if seats is None else seats + len(leaving) for seats in room.values()]
        rows = await conn.fetch(FIRST, organiser_id, list(room), most)
        waiting = [WaitingSeat(**row) for row in rows if row["seat_id"] not in leaving]
        return {
            session_id: in_line(seat for seat in waiting if seat.session_id == session_id)
            for session_id in room
        }
    everybody = await _all(conn, organiser_id, room, only_sure=True)
    waiting = [seat for seat, _ in everybody if seat.seat_id not in leaving]
    seated = await _seated(conn, organiser_id, room, leaving)
    return {
        session_id: in_line(
            (seat for seat in waiting if seat.session_id == session_id),
            order=order,
            seated=seated.get(session_id, ()),
        )
        for session_id in room
    }


async def places(conn: Conn, organiser_id: UUID, session_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return places on the waiting lists by seat id, counted from 1; seats with an open offer have none."""
    if not session_ids:
        return {}
    by_session: dict[UUID, list[WaitingSeat]] = {}
    orders: dict[UUID, WaitingOrder] = {}
    for seat, order in await _all(conn, organiser_id, session_ids):
        by_session.setdefault(seat.session_id, []).append(seat)
        orders[seat.session_id] = order
    uneven = [session_id for session_id, order in orders.items() if order == "organisation_first"]
    seated = await _seated(conn, organiser_id, uneven, ()) if uneven else {}
    return {
        seat.seat_id: place
        for session_id, waiting in by_session.items()
        for place, seat in enumerate(
            in_line(waiting, order=orders[session_id], seated=seated.get(session_id, ())), start=1
        )
    }


async def offer(conn: Conn, organiser_id: UUID, until: Mapping[UUID, datetime], *, now: datetime) -> None:
    """Offer seats to waiting places; `until` maps the seat id to the end of the offer."""
    if until:
        await conn.execute(OFFER, organiser_id, list(until), list(until.values()), now)


async def lapse(conn: Conn, organiser_id: UUID, seat_ids: Collection[UUID]) -> None:
    """Withdraw the offers of these seats, which wait again at their earlier position."""
    await conn.execute(LAPSE, organiser_id, list(seat_ids))


async def list_late(conn: Conn, *, now: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Return organiser and id of at most `most` sessions with an expired offer."""
    return [(row["organiser_id"], row["session_id"]) for row in await conn.fetch(LIST_LATE, now, most)]


async def late(conn: Conn, organiser_id: UUID, session_id: UUID, *, now: datetime) -> list[RegistrationSeat]:
    """Return the expired offers of one session, which the caller has locked."""
    return [RegistrationSeat(**row) for row in await conn.fetch(LATE, organiser_id, session_id, now)]


async def offered(conn: Conn, organiser_id: UUID, session_ids: Sequence[UUID]) -> list[RegistrationSeat]:
    """Return the open offers of these sessions, which the caller has locked."""
    return [RegistrationSeat(**row) for row in await conn.fetch(OFFERED, organiser_id, session_ids)]


async def _all(
    conn: Conn, organiser_id: UUID, session_ids: Iterable[UUID], *, only_sure: bool = False
) -> list[tuple[WaitingSeat, WaitingOrder]]:
    """Return everybody in line; `only_sure`: without those who have not confirmed their registrations."""
    found = []
    for row in await conn.fetch(ALL, organiser_id, list(session_ids)):
        fields = dict(row)
        order: WaitingOrder = fields.pop("waiting_order")
        organisation = _key(fields.pop("organisation"))
        if not fields.pop("may_move_up") and only_sure:
            continue
        found.append((WaitingSeat(**fields, organisation=organisation), order))
    return found


async def _seated(
    conn: Conn, organiser_id: UUID, session_ids: Iterable[UUID], leaving: Collection[UUID]
) -> dict[UUID, set[str]]:
    """Return the organisations with a seat in each session, without the seats `leaving`."""
    found: dict[UUID, set[str]] = {}
    for row in await conn.fetch(SEATED, organiser_id, list(session_ids), list(leaving)):
        if key := _key(row["organisation"]):
            found.setdefault(row["session_id"], set()).add(key)
    return found


def _key(organisation: str | None) -> str | None:
    """Return the comparison key of an organisation's name, which ignores case and spaces."""
    return (swedish.search_key(organisation) or None) if organisation else None
