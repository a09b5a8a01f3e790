"""Rows of `programme`: the whole effort."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.registration.domain.errors import DependedUpon, NotFound
from shared.postgres import Conn

LIST: Final = """
select id, title, subtitle, kind, summary, registration, organiser_id, contact_id, commissioner_id, starts_on, ends_on,
       reservation, version
  from programme where organiser_id = $1 and id > $2 order by id limit $3
"""

FIND: Final = """
select id, title, subtitle, kind, summary, registration, organiser_id, contact_id, commissioner_id, starts_on, ends_on,
       reservation, version
  from programme where organiser_id = $1 and id = $2
"""

LOCK: Final = FIND + " for update"

INSERT: Final = """
insert into programme (organiser_id, id, title, subtitle, kind, summary, registration, contact_id, commissioner_id,
                       starts_on, ends_on, reservation)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""

UPDATE: Final = """
update programme
   set title = $3, subtitle = $4, kind = $5, summary = $6, registration = $7, contact_id = $8, commissioner_id = $9,
       starts_on = $10, ends_on = $11, reservation = $12, version = version + 1
 where organiser_id = $1 and id = $2
"""

DELETE: Final = "delete from programme where organiser_id = $1 and id = $2 returning id"

_COLUMNS: Final = [
    "title",
    "subtitle",
    "kind",
    "summary",
    "registration",
    "contact_id",
    "commissioner_id",
    "starts_on",
    "ends_on",
    "reservation",
]
_REFERENCES: Final = {
    "programme_contact_fkey": "contact_id",
    "programme_commissioner_fkey": "commissioner_id",
}


async def list_after(conn: Conn, organiser_id: UUID, *, after: UUID, limit: int) -> list[dict[str, Any]]:
    """A page of programmes."""
    return [dict(row) for row in await conn.fetch(LIST, organiser_id, after, limit)]


async def get(conn: Conn, organiser_id: UUID, programme_id: UUID) -> dict[str, Any]:  # Any: a row
    """One programme, or `NotFound`."""
    row = await conn.fetchrow(FIND, organiser_id, programme_id)
    if row is None:
        raise NotFound("programme")
    return dict(row)


async def lock(conn: Conn, organiser_id: UUID, programme_id: UUID) -> dict[str, Any]:  # Any: a row
    """One programme, held until the transaction ends, or `NotFound`."""
    row = await conn.fetchrow(LOCK, organiser_id, programme_id)
    if row is None:
        raise NotFound("programme")
    return dict(row)


async def insert(conn: Conn, organiser_id: UUID, programme_id: UUID, values: Mapping[str, Any]) -> None:
    """Add a programme; `NotFound` if what it names is not there."""
    await _write(conn, INSERT, organiser_id, programme_id, values)


async def update(conn: Conn, organiser_id: UUID, programme_id: UUID, values: Mapping[str, Any]) -> None:
    """Change a programme, and its version."""
    await _write(conn, UPDATE, organiser_id, programme_id, values)


async def delete(conn: Conn, organiser_id: UUID, programme_id: UUID) -> None:
    """Remove a programme; `DependedUpon` if it has a cohort."""
    try:
        found = await conn.fetchval(DELETE, organiser_id, programme_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error
    if found is None:
        raise NotFound("programme")


async def _write(
    conn: Conn, statement: str, organiser_id: UUID, programme_id: UUID, values: Mapping[str, Any]
) -> None:
    try:
        await conn.execute(statement, organiser_id, programme_id, *(values[name] for name in _COLUMNS))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_REFERENCES.get(error.constraint_name or "", "programme")) from error
