"""Rows of `contact`: who answers questions about a programme."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.registration.domain.errors import DependedUpon, NotFound
from shared.postgres import Conn

LIST: Final = """
select id, label, title, organisation_id, email, phone, version
  from contact where organiser_id = $1 and id > $2 order by id limit $3
"""

FIND: Final = """
select id, label, title, organisation_id, email, phone, version from contact where organiser_id = $1 and id = $2
"""

LOCK: Final = FIND + " for update"

INSERT: Final = """
insert into contact (organiser_id, id, label, title, organisation_id, email, phone)
values ($1, $2, $3, $4, $5, $6, $7)
"""

UPDATE: Final = """
update contact
   set label = $3, title = $4, organisation_id = $5, email = $6, phone = $7, version = version + 1
 where organiser_id = $1 and id = $2
"""

DELETE: Final = "delete from contact where organiser_id = $1 and id = $2 returning id"

# Notify keeps the contact with each programme: all of them are another version now.
TOUCH_PROGRAMMES: Final = """
update programme set version = version + 1 where organiser_id = $1 and contact_id = $2 returning id
"""


async def list_after(conn: Conn, organiser_id: UUID, *, after: UUID, limit: int) -> list[dict[str, Any]]:
    """A page of contacts."""
    return [dict(row) for row in await conn.fetch(LIST, organiser_id, after, limit)]


async def get(conn: Conn, organiser_id: UUID, contact_id: UUID) -> dict[str, Any]:  # Any: a row
    """One contact, or `NotFound`."""
    row = await conn.fetchrow(FIND, organiser_id, contact_id)
    if row is None:
        raise NotFound("contact")
    return dict(row)


async def lock(conn: Conn, organiser_id: UUID, contact_id: UUID) -> dict[str, Any]:  # Any: a row
    """One contact, held until the transaction ends, or `NotFound`."""
    row = await conn.fetchrow(LOCK, organiser_id, contact_id)
    if row is None:
        raise NotFound("contact")
    return dict(row)


async def insert(conn: Conn, organiser_id: UUID, contact_id: UUID, values: Mapping[str, Any]) -> None:
    """Add a contact; `NotFound` if the organisation is not there."""
    try:
        await conn.execute(INSERT, organiser_id, contact_id, *_columns(values))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound("organisation_id") from error


async def update(conn: Conn, organiser_id: UUID, contact_id: UUID, values: Mapping[str, Any]) -> list[UUID]:
    """Change a contact, and name the programmes that it answers for."""
    try:
        await conn.execute(UPDATE, organiser_id, contact_id, *_columns(values))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound("organisation_id") from error
    return [row["id"] for row in await conn.fetch(TOUCH_PROGRAMMES, organiser_id, contact_id)]


async def delete(conn: Conn, organiser_id: UUID, contact_id: UUID) -> None:
    """Remove a contact; `DependedUpon` if a programme has it."""
    try:
        found = await conn.fetchval(DELETE, organiser_id, contact_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error
    if found is None:
        raise NotFound("contact")


def _columns(values: Mapping[str, Any]) -> tuple[Any, ...]:  # Any: the values of a row
    return tuple(values[name] for name in ("label", "title", "organisation_id", "email", "phone"))
