"""Rows of `contact`: the person or function that answers questions about a programme."""

from typing import Final
from uuid import UUID

import asyncpg

from services.registration.domain.directory.contact import Contact
from services.registration.domain.errors import DependedUpon, NotFound
from services.registration.store.rows import get_row
from shared.postgres import Conn

LIST: Final = """
select organiser_id, id, label, title, organisation_id, email, phone, version
  from contact where organiser_id = $1 and id > $2 order by id limit $3
"""

FIND: Final = """
select organiser_id, id, label, title, organisation_id, email, phone, version
  from contact where organiser_id = $1 and id = $2
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

# Notify stores the contact with each programme, so the versions of these are raised.
TOUCH_PROGRAMMES: Final = """
update programme set version = version + 1 where organiser_id = $1 and contact_id = $2 returning id
"""


async def list_after(conn: Conn, organiser_id: UUID, *, after: UUID, limit: int) -> list[Contact]:
    """Return a page of contacts by id."""
    return [Contact(**row) for row in await conn.fetch(LIST, organiser_id, after, limit)]


async def get(conn: Conn, organiser_id: UUID, contact_id: UUID) -> Contact:
    """Return a contact; raises `NotFound`."""
    return Contact(**await get_row(conn, "contact", FIND, organiser_id, contact_id))


async def lock(conn: Conn, organiser_id: UUID, contact_id: UUID) -> Contact:
    """Lock and return a contact; raises `NotFound`."""
    return Contact(**await get_row(conn, "contact", LOCK, organiser_id, contact_id))


async def insert(conn: Conn, contact: Contact) -> None:
    """Add a contact; raises `NotFound` if the organisation does not exist."""
    try:
        await conn.execute(INSERT, *_values(contact))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound("organisation_id") from error


async def update(conn: Conn, contact: Contact) -> list[UUID]:
    """Store a changed contact and return the ids of its programmes."""
    try:
        await conn.execute(UPDATE, *_values(contact))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound("organisation_id") from error
    return [row["id"] for row in await conn.fetch(TOUCH_PROGRAMMES, contact.organiser_id, contact.id)]


async def delete(conn: Conn, organiser_id: UUID, contact_id: UUID) -> None:
    """Delete a contact; raises `DependedUpon` if a programme has it."""
    try:
        found = await conn.fetchval(DELETE, organiser_id, contact_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error
    if found is None:
        raise NotFound("contact")


def _values(contact: Contact) -> list[object]:
    """Return the column values in the order of the statements."""
    return [
        contact.organiser_id,
        contact.id,
        contact.label,
        contact.title,
        contact.organisation_id,
        contact.email,
        contact.phone,
    ]
