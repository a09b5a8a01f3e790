"""Rows of `cohort`."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.cohort import Cohort
from services.registration.domain.errors import DependedUpon, InUse, NotFound
from services.registration.store.rows import get_row, insert_once
from shared.events import CohortStatus
from shared.postgres import Conn
from shared.reminders import ReminderRule
from shared.send_hours import SendHours

columns: Final = """
       organiser_id, id, programme_id, name, slug, number, starts_on, ends_on, capacity, waiting_list, status, calendar,
       forwarding, confirmations, reminders, waiting_order, offer_hours, drop_in, drop_in_from, must_confirm, send_hours,
       sending_paused_at, version"""

LIST: Final = f"""
select{columns}
  from cohort
 where organiser_id = $1
   and ($2::uuid is null or programme_id = $2)
   and ($3::uuid[] is null or id = any($3))
   and ($4::uuid is null or id > $4)
 order by id
 limit $5
"""

FIND_BY_SLUG: Final = f"""
select{columns}
  from cohort
 where organiser_id = $1 and slug = $2
"""

LOCK: Final = f"""
select{columns}
  from cohort
 where organiser_id = $1 and id = $2
   for no key update
"""

INSERT: Final = """
insert into cohort (organiser_id, id, programme_id, name, slug, number, starts_on, ends_on, capacity, waiting_list, status,
                    calendar, forwarding, confirmations, reminders, waiting_order, offer_hours, drop_in, drop_in_from,
                    must_confirm, send_hours, sending_paused_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
"""

UPDATE: Final = """
update cohort
   set name = $3, slug = $4, number = $5, starts_on = $6, ends_on = $7, capacity = $8, waiting_list = $9, status = $10,
       calendar = $11, forwarding = $12, confirmations = $13, reminders = $14, waiting_order = $15, offer_hours = $16,
       drop_in = $17, drop_in_from = $18, must_confirm = $19, send_hours = $20, sending_paused_at = $21, version = $22
 where organiser_id = $1 and id = $2
"""

SLUGS_LIKE: Final = """
select slug from cohort where organiser_id = $1 and starts_with(slug, $2)
"""

DELETE: Final = """
delete from cohort where organiser_id = $1 and id = $2 returning id
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    programme_id: UUID | None = None,
    ids: Sequence[UUID] | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[Cohort]:
    """Return cohorts in order of creation; all after `after` if `limit` is None."""
    return [_cohort(row) for row in await conn.fetch(LIST, organiser_id, programme_id, ids, after, limit)]


async def find(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> Cohort | None:
    found = await list_after(conn, organiser_id, ids=[cohort_id])
    return found[0] if found else None


async def get(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> Cohort:
    if (found := await find(conn, organiser_id, cohort_id)) is None:
        raise NotFound("cohort")
    return found


async def find_by_slug(conn: Conn, organiser_id: UUID, slug: str) -> Cohort | None:
    row = await conn.fetchrow(FIND_BY_SLUG, organiser_id, slug)
    return _cohort(row) if row else None


async def lock(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> Cohort:
    """Lock a cohort to change it, before any session; registrations wait and then see the change."""
    return _cohort(await get_row(conn, "cohort", LOCK, organiser_id, cohort_id))


async def insert(conn: Conn, cohort: Cohort) -> None:
    """Store a new cohort; raises `InUse("slug")` if another has its slug."""
    try:
        await insert_once(
            conn,
            INSERT,
            cohort.organiser_id,
            cohort.id,
            cohort.programme_id,
            *_values(cohort),
            cohort.version,
        )
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "cohort_slug_key":
            raise InUse("slug") from error
        raise
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound("programme") from error


async def update(conn: Conn, cohort: Cohort) -> None:
    """Store all fields of a changed cohort; the caller has locked its row."""
    try:
        await conn.execute(UPDATE, cohort.organiser_id, cohort.id, *_values(cohort), cohort.version)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "cohort_slug_key":
            raise InUse("slug") from error
        raise


async def set_status(conn: Conn, cohort: Cohort, status: CohortStatus) -> None:
    """Store the status of a locked cohort."""
    await update(conn, msgspec.structs.replace(cohort, status=status, version=cohort.version + 1))


async def free_slug(conn: Conn, organiser_id: UUID, base: str) -> str:
    """Return `base`, or the first unused of `base-2`, `base-3` …."""
    taken = {row["slug"] for row in await conn.fetch(SLUGS_LIKE, organiser_id, base[:50])}
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base[:50].strip('-')}-{number}"
    return slug


async def delete(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> None:
    """Delete a cohort; raises `DependedUpon` if other rows refer to it, arrays of audiences too (trigger cohort_named)."""
    try:
        if await conn.fetchval(DELETE, organiser_id, cohort_id) is None:
            raise NotFound("cohort")
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error


def _cohort(row: asyncpg.Record) -> Cohort:
    return Cohort(
        **{
            **row,
            "reminders": msgspec.convert(row["reminders"], tuple[ReminderRule, ...]),
            "send_hours": msgspec.convert(row["send_hours"], SendHours | None),
        }
    )


def _values(cohort: Cohort) -> list[object]:
    """Return the editable values in the order of the statements."""
    return [
        cohort.name,
        cohort.slug,
        cohort.number,
        cohort.starts_on,
        cohort.ends_on,
        cohort.capacity,
        cohort.waiting_list,
        cohort.status,
        cohort.calendar,
        cohort.forwarding,
        cohort.confirmations,
        msgspec.to_builtins(cohort.reminders),
        cohort.waiting_order,
        cohort.offer_hours,
        cohort.drop_in,
        cohort.drop_in_from,
        cohort.must_confirm,
        None if cohort.send_hours is None else msgspec.to_builtins(cohort.send_hours),
        cohort.sending_paused_at,
    ]
