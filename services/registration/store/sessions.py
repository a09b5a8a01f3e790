"""Rows of `session`, and of `seat_count`, which are inserted with them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.errors import DependedUpon, NotFound
from services.registration.domain.sessions.session import Session
from services.registration.store.rows import insert_once
from shared.postgres import Conn

# All columns of a session with its seat counts: part of statements here and in other modules of store/.
columns: Final = """
       s.organiser_id, s.id, s.cohort_id, s.number, s.form, s.title, s.term, s.on_date as on, s.starts_at, s.ends_at,
       s.mode, s.place, s.join_url, s.capacity, s.status, s.parent_id, s.choice_group, s.choices, s.agenda, s.note,
       s.organisation_id, s.host_id, s.booked_by_id, s.replaces_id, s.edition, s.timed_at, s.change_reason,
       s.cancel_reason, s.cancelled_at, s.moved_at, s.moved_from_on, s.moved_from_starts_at, s.moved_from_ends_at,
       s.version, s.changed_at, coalesce(s.capacity, c.capacity) as seats_in_all, n.taken"""

# The address of the meeting, which a session on site has not, even if one is stored (`Session.room_url`).
room_url: Final = "case when s.mode is distinct from 'on_site' then s.join_url end"

# The day on which a session ends (`Session.last_day`).
last_day: Final = "coalesce((s.ends_at at time zone 'Europe/Stockholm')::date, s.on_date)"

listed: Final = f"""
select{columns},
       (select count(*) from seat w where w.session_id = s.id and w.status = 'waiting') as waiting
  from session s
  join cohort c on c.organiser_id = s.organiser_id and c.id = s.cohort_id
  join seat_count n on n.session_id = s.id"""

LIST: Final = f"""{listed}
 where s.organiser_id = $1
   and ($2::uuid is null or s.cohort_id = $2)
   and ($3::uuid[] is null or s.id = any($3))
   and ($4::uuid is null or s.id > $4)
 order by s.id
 limit $5
"""

INSERT: Final = """
with made as (
  insert into session (organiser_id, id, cohort_id, number, form, title, term, on_date, starts_at, ends_at, mode, place,
                       join_url, capacity, status, parent_id, choice_group, choices, agenda, note, organisation_id,
                       host_id, booked_by_id, replaces_id, timed_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
  returning organiser_id, id
)
insert into seat_count (organiser_id, session_id) select organiser_id, id from made
"""

UPDATE: Final = """
update session
   set number = $3, form = $4, title = $5, term = $6, on_date = $7, starts_at = $8, ends_at = $9, mode = $10, place = $11,
       join_url = $12, capacity = $13, status = $14, parent_id = $15, choice_group = $16, choices = $17, agenda = $18,
       note = $19, organisation_id = $20, host_id = $21, booked_by_id = $22, replaces_id = $23, edition = $24,
       timed_at = $25, change_reason = $26, cancel_reason = $27, cancelled_at = $28, version = $29,
       moved_at = $30, moved_from_on = $31, moved_from_starts_at = $32, moved_from_ends_at = $33
 where organiser_id = $1 and id = $2
"""

CANCEL: Final = """
update session
   set status = 'cancelled', cancel_reason = $3, cancelled_at = $4, version = version + 1
 where organiser_id = $1 and id = any($2::uuid[]) and status <> 'cancelled'
returning id
"""

# The parts of a session, parts of parts too, in its own cohort.
LIST_PARTS: Final = """
with recursive part as (
  select s.id from session s
   where s.organiser_id = $1 and s.parent_id = $2
  union
  select s.id from part p join session s on s.organiser_id = $1 and s.parent_id = p.id
)
select s.id from part p
  join session s on s.organiser_id = $1 and s.id = p.id
  join session w on w.organiser_id = $1 and w.id = $2 and w.cohort_id = s.cohort_id
 where s.id <> $2
 order by s.id
"""

DELETE: Final = """
delete from session where organiser_id = $1 and id = $2 returning id
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    cohort_id: UUID | None = None,
    ids: Sequence[UUID] | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[Session]:
    """Return sessions in order of creation; all after `after` if `limit` is None."""
    return [Session(**row) for row in await conn.fetch(LIST, organiser_id, cohort_id, ids, after, limit)]


async def find(conn: Conn, organiser_id: UUID, session_id: UUID) -> Session | None:
    found = await list_after(conn, organiser_id, ids=[session_id])
    return found[0] if found else None


async def get(conn: Conn, organiser_id: UUID, session_id: UUID) -> Session:
    if (found := await find(conn, organiser_id, session_id)) is None:
        raise NotFound("session")
    return found


async def insert(conn: Conn, session: Session) -> None:
    """Store a session and its seat counter; raises `NotFound` if it refers to a row that does not exist."""
    try:
        await insert_once(
            conn,
            INSERT,
            session.organiser_id,
            session.id,
            session.cohort_id,
            *_values(session),
            session.timed_at,
        )
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_named(error)) from error


async def update(conn: Conn, session: Session) -> None:
    """Store all fields of a changed session; the caller has locked its row."""
    try:
        await conn.execute(
            UPDATE,
            session.organiser_id,
            session.id,
            *_values(session),
            session.edition,
            session.timed_at,
            session.change_reason,
            session.cancel_reason,
            session.cancelled_at,
            session.version,
            session.moved_at,
            session.moved_from_on,
            session.moved_from_starts_at,
            session.moved_from_ends_at,
        )
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_named(error)) from error


async def cancel(
    conn: Conn, organiser_id: UUID, ids: Sequence[UUID], *, reason: str | None, now: object
) -> list[UUID]:
    """Cancel sessions; return the ids of those that were not cancelled before."""
    return [row["id"] for row in await conn.fetch(CANCEL, organiser_id, ids, reason, now)]


async def list_parts(conn: Conn, organiser_id: UUID, session_id: UUID) -> list[UUID]:
    """Return the ids of the sessions that are part of this one."""
    return [row["id"] for row in await conn.fetch(LIST_PARTS, organiser_id, session_id)]


async def delete(conn: Conn, organiser_id: UUID, session_id: UUID) -> None:
    """Delete a session; raises `DependedUpon` if other rows refer to it, arrays of rules and invitations too (trigger session_named)."""
    try:
        if await conn.fetchval(DELETE, organiser_id, session_id) is None:
            raise NotFound("session")
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error


def _values(session: Session) -> list[object]:
    """Return the editable values in the order of the statements."""
    fields = msgspec.structs.asdict(session)
    return [
        fields[name]
        for name in (
            "number", "form", "title", "term", "on", "starts_at", "ends_at", "mode", "place", "join_url", "capacity",
            "status", "parent_id", "choice_group", "choices", "agenda", "note", "organisation_id", "host_id",
            "booked_by_id", "replaces_id",
        )
    ]  # fmt: skip


def _named(error: asyncpg.ForeignKeyViolationError) -> str:
    """Return the kind of the missing row: `session_host_fkey` is about a host."""
    return (error.constraint_name or "").removeprefix("session_").removesuffix("_fkey")
