"""Rows of `programme`."""

from typing import Final
from uuid import UUID

import asyncpg

from services.registration.domain.errors import DependedUpon, NotFound
from services.registration.domain.programme import Programme
from services.registration.store.rows import get_row, insert_once
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

_REFERENCES: Final = {
    "programme_contact_fkey": "contact_id",
    "programme_commissioner_fkey": "commissioner_id",
}

ERASE_PERSON: Final = """
update programme
   set file = jsonb_set(file, '{rows,directory.recipients}', coalesce(
         (select jsonb_agg(e.entry order by e.number)
            from jsonb_array_elements(file #> '{rows,directory.recipients}') with ordinality as e (entry, number)
           where not e.entry -> 'rows' ? $2::text), '[]'))
 where organiser_id = $1 and file #> '{rows,directory.recipients}' is not null and position($2::text in file::text) > 0
"""


async def list_after(conn: Conn, organiser_id: UUID, *, after: UUID, limit: int) -> list[Programme]:
    """Return a page of programmes by id."""
    return [Programme(**row) for row in await conn.fetch(LIST, organiser_id, after, limit)]


async def get(conn: Conn, organiser_id: UUID, programme_id: UUID) -> Programme:
    """Return a programme; raises `NotFound`."""
    return Programme(**await get_row(conn, "programme", FIND, organiser_id, programme_id))


async def lock(conn: Conn, organiser_id: UUID, programme_id: UUID) -> Programme:
    """Lock and return a programme; raises `NotFound`."""
    return Programme(**await get_row(conn, "programme", LOCK, organiser_id, programme_id))


async def insert(conn: Conn, programme: Programme) -> None:
    """Add a programme; raises `NotFound` if it refers to a row that does not exist."""
    await _write(conn, INSERT, programme)


async def update(conn: Conn, programme: Programme) -> None:
    """Store a changed programme and raise its version."""
    await _write(conn, UPDATE, programme)


async def delete(conn: Conn, organiser_id: UUID, programme_id: UUID) -> None:
    """Delete a programme; raises `DependedUpon` if it has a cohort."""
    try:
        found = await conn.fetchval(DELETE, organiser_id, programme_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error
    if found is None:
        raise NotFound("programme")


async def _write(conn: Conn, statement: str, programme: Programme) -> None:
    try:
        await insert_once(conn, statement, *_values(programme))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_REFERENCES.get(error.constraint_name or "", "programme")) from error


def _values(programme: Programme) -> list[object]:
    """Return the column values in the order of the statements."""
    return [
        programme.organiser_id,
        programme.id,
        programme.title,
        programme.subtitle,
        programme.kind,
        programme.summary,
        programme.registration,
        programme.contact_id,
        programme.commissioner_id,
        programme.starts_on,
        programme.ends_on,
        programme.reservation,
    ]
