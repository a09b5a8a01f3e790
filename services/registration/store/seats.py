"""Rows of `seat` and `seat_count`. Every transaction locks rows in the order below, which rules out deadlocks.

The order is: an invitation, a cohort, its sessions with their counters by id, registrations by id, a person. A seat is
changed only while its session's counter and its registration are locked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.registration import RegistrationSeat
from services.registration.domain.seats import AllottedPlace, SeatCounter
from services.registration.domain.sessions.session import Session
from services.registration.store.access.generations import next_generation
from services.registration.store.sessions import columns
from shared.events import Calendar, CohortStatus, SeatStatus
from shared.postgres import Conn

_locked: Final = f"""
select{columns}, concat_ws(' ', s.id, c.xmin, s.xmin, e.value) as row_version, n.xmin::text as counted_in, e.value as epoch,
       n.next_position, c.status as cohort_status, c.capacity as cohort_capacity, c.waiting_list, c.calendar,
       c.asks, c.must_confirm, c.waiting_order,
       (select count(distinct coalesce(d.parent_id::text, d.choice_group, d.id::text)) from session d
         where d.organiser_id = c.organiser_id and d.cohort_id = c.id and d.on_date is not null and d.status <> 'cancelled'
       ) as dates
  from cohort c
  join session s on s.organiser_id = c.organiser_id and s.cohort_id = c.id
  join seat_count n on n.session_id = s.id
 cross join epoch e
 where c.organiser_id = $1"""

# A shared lock: changes of the cohort or a session wait for running registrations, and later registrations see them.
_to_seat: Final = """
 order by s.id
   for share of c, s
   for update of n
"""
_to_change: Final = """
 order by s.id
   for share of c
   for no key update of s
   for update of n
"""

# One statement per set of filters: with optional filters PostgreSQL would make a new plan each time.
LOCK_COHORT: Final = f"{_locked} and c.id = $2{_to_seat}"
LOCK_CHOSEN: Final = f"{_locked} and c.id = $2 and s.id = any($3::uuid[]){_to_seat}"
LOCK_SESSIONS: Final = f"{_locked} and s.id = any($2::uuid[]){_to_seat}"
LOCK_COHORT_TO_CHANGE: Final = f"{_locked} and c.id = $2{_to_change}"
LOCK_SESSIONS_TO_CHANGE: Final = f"{_locked} and s.id = any($2::uuid[]){_to_change}"

COUNT_WAITING: Final = """
select session_id, count(*) as waiting from seat
 where organiser_id = $1 and session_id = any($2::uuid[]) and status = 'waiting' and offered_until is null
 group by session_id
"""

WITHDRAW: Final = """
update seat set status = 'withdrawn', since = $3
 where organiser_id = $1 and id = any($2::uuid[]) and status <> 'withdrawn'
"""

# An accepted offer loses `offered_until`, so that a later withdrawal does not look like an expired offer.
PROMOTE: Final = """
update seat set status = 'confirmed', since = $3, offered_until = null
 where organiser_id = $1 and id = any($2::uuid[]) and status = 'waiting'
"""

INSERT: Final = """
insert into seat (organiser_id, id, registration_id, session_id, status, position, since, offered_at, offered_until)
select $1, g.id, g.registration_id, g.session_id, g.status, g.position, $7::timestamptz, case when g.held_until is not null then $7::timestamptz end,
       g.held_until
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $8::timestamptz[])
    as g (id, registration_id, session_id, status, position, held_until)
"""

# The new seat copies the position of the old one, which was withdrawn before.
HAND_OVER: Final = """
insert into seat (organiser_id, id, registration_id, session_id, status, position, since, handed_from_id, offered_at,
                  offered_until, by_position)
select $1, g.id, g.registration_id, o.session_id, g.status, o.position, $6, o.id,
       case when g.offered_until is not null then coalesce(o.offered_at, $6) end, g.offered_until, g.by_position
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $7::timestamptz[], $8::boolean[])
    as g (id, old_id, registration_id, status, offered_until, by_position)
  join seat o on o.organiser_id = $1 and o.id = g.old_id
"""

COUNT: Final = """
update seat_count set taken = c.taken, next_position = c.next_position
  from unnest($2::uuid[], $3::int[], $4::bigint[]) as c (session_id, taken, next_position)
 where seat_count.organiser_id = $1 and seat_count.session_id = c.session_id
"""


_COUNTER_COLUMNS: Final = (
    "row_version",
    "counted_in",
    "epoch",
    "next_position",
    "cohort_status",
    "cohort_capacity",
    "waiting_list",
    "waiting_order",
    "calendar",
    "asks",
    "must_confirm",
    "dates",
)


# (has a cohort id, has session ids, to_change) -> statement.
_LOCK: Final = {
    (True, False, False): LOCK_COHORT,
    (True, True, False): LOCK_CHOSEN,
    (False, True, False): LOCK_SESSIONS,
    (True, False, True): LOCK_COHORT_TO_CHANGE,
    (False, True, True): LOCK_SESSIONS_TO_CHANGE,
}

ERASE_PERSON: Final = f"""
update seat set generation = {next_generation}
 where organiser_id = $1 and registration_id = any($2::uuid[])
"""


class LockedSessions(msgspec.Struct, frozen=True, kw_only=True):
    """Sessions of one cohort with their counters, locked until the transaction ends."""

    epoch: int
    cohort_id: UUID
    cohort_status: CohortStatus
    cohort_capacity: int | None
    waiting_list: bool
    calendar: Calendar | None
    asks: bool
    must_confirm: bool
    dates: int
    sessions: dict[UUID, Session]
    counters: dict[UUID, SeatCounter]
    row_versions: dict[UUID, str]
    counted_in: dict[UUID, str]

    @property
    def version_token(self) -> str:
        """A text that changes with any write to the locked rows, or a restore."""
        return ",".join(
            f"{self.row_versions[session_id]} {self.counted_in[session_id]}"
            for session_id in sorted(self.row_versions)
        )

    def with_waiting_list(self, waiting_list: bool | None) -> "LockedSessions":  # noqa: FBT001 - a setting's value, passed on
        """Override the cohort's waiting list setting by that of an invitation rule; None keeps it."""
        if waiting_list is not None:
            for counter in self.counters.values():
                counter.has_waiting_list = waiting_list
        return self

    def with_session(self, session: Session) -> "LockedSessions":
        """Replace a session by its changed version; without its own capacity it gets the cohort's."""
        self.sessions[session.id] = session
        capacity = session.capacity if session.capacity is not None else self.cohort_capacity
        self.counters[session.id].capacity = capacity
        return self


class SeatRow(msgspec.Struct, frozen=True, kw_only=True):
    """A new seat or waiting place."""

    id: UUID
    registration_id: UUID
    place: AllottedPlace


class TransferredSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A place that is handed over as it is in line; `is_by_position`: it follows a position that somebody else has now."""

    id: UUID
    seat: RegistrationSeat
    to_registration_id: UUID
    status: SeatStatus
    offered_until: datetime | None = None
    is_by_position: bool = False


async def lock_sessions(
    conn: Conn,
    organiser_id: UUID,
    *,
    cohort_id: UUID | None,
    session_ids: Sequence[UUID] | None,
    to_change: bool = False,
) -> LockedSessions | None:
    """Lock sessions of one cohort (`session_ids` None: all of them); None if there are no such sessions.

    `to_change` locks the session rows for update instead of shared.
    """
    arguments = [argument for argument in (cohort_id, session_ids) if argument is not None]
    statement = _LOCK[cohort_id is not None, session_ids is not None, to_change]
    rows = await conn.fetch(statement, organiser_id, *arguments)
    if not rows:
        return None
    sessions, counters, row_versions, counted_in = {}, {}, {}, {}
    for row in rows:
        fields = dict(row)
        extra = {name: fields.pop(name) for name in _COUNTER_COLUMNS}
        session = Session(**fields)
        sessions[session.id] = session
        row_versions[session.id] = extra["row_version"]
        counted_in[session.id] = extra["counted_in"]
        counters[session.id] = SeatCounter(
            session_id=session.id,
            capacity=session.seats_in_all,
            has_waiting_list=extra["waiting_list"],
            order=extra["waiting_order"],
            taken=session.taken,
            next_position=extra["next_position"],
        )
    return LockedSessions(
        epoch=rows[0]["epoch"],
        cohort_id=rows[0]["cohort_id"],
        cohort_status=rows[0]["cohort_status"],
        cohort_capacity=rows[0]["cohort_capacity"],
        waiting_list=rows[0]["waiting_list"],
        calendar=rows[0]["calendar"],
        asks=rows[0]["asks"],
        must_confirm=rows[0]["must_confirm"],
        dates=rows[0]["dates"],
        sessions=sessions,
        counters=counters,
        row_versions=row_versions,
        counted_in=counted_in,
    )


async def count_waiting(conn: Conn, organiser_id: UUID, locked: LockedSessions) -> None:
    """Set `waiting` in the counters of full sessions, from which `allot` derives the rank of the next waiting place."""
    full = [counter.session_id for counter in locked.counters.values() if counter.room == 0]
    if full:
        for row in await conn.fetch(COUNT_WAITING, organiser_id, full):
            locked.counters[row["session_id"]].waiting = row["waiting"]


async def withdraw(conn: Conn, organiser_id: UUID, seat_ids: Sequence[UUID], *, now: datetime) -> None:
    if seat_ids:
        await conn.execute(WITHDRAW, organiser_id, seat_ids, now)


async def promote(conn: Conn, organiser_id: UUID, seat_ids: Sequence[UUID], *, now: datetime) -> None:
    if seat_ids:
        await conn.execute(PROMOTE, organiser_id, seat_ids, now)


async def insert(conn: Conn, organiser_id: UUID, new: Sequence[SeatRow], *, now: datetime) -> None:
    if new:
        await conn.execute(
            INSERT,
            organiser_id,
            [seat.id for seat in new],
            [seat.registration_id for seat in new],
            [seat.place.session_id for seat in new],
            [seat.place.status for seat in new],
            [seat.place.position for seat in new],
            now,
            [seat.place.held_until for seat in new],
        )


async def pass_on(
    conn: Conn, organiser_id: UUID, passed: Sequence[TransferredSeat], *, now: datetime
) -> None:
    """Hand over seats that were just withdrawn, with their position and offer."""
    if passed:
        await conn.execute(
            HAND_OVER,
            organiser_id,
            [transfer.id for transfer in passed],
            [transfer.seat.id for transfer in passed],
            [transfer.to_registration_id for transfer in passed],
            [transfer.status for transfer in passed],
            now,
            [transfer.offered_until for transfer in passed],
            [transfer.is_by_position for transfer in passed],
        )


async def count(conn: Conn, organiser_id: UUID, counters: Sequence[SeatCounter]) -> None:
    """Store the changed values of locked counters."""
    if counters:
        await conn.execute(
            COUNT,
            organiser_id,
            [counter.session_id for counter in counters],
            [counter.taken for counter in counters],
            [counter.next_position for counter in counters],
        )
