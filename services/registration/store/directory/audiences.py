"""Rows of `audience`. audience_people.py finds the people that an audience matches."""

from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.directory.audience import Audience
from services.registration.domain.errors import DependedUpon, NotFound
from services.registration.store.rows import get_row, insert_once
from shared.postgres import Conn

LIST: Final = """
select organiser_id, id, name, roles, or_equivalent, county_codes, municipality_codes, organisation_types,
       organisation_ids as organisations, include_suborganisations, groups, everyone, version
  from audience where organiser_id = $1 and id > $2 order by id limit $3
"""

FIND: Final = """
select organiser_id, id, name, roles, or_equivalent, county_codes, municipality_codes, organisation_types,
       organisation_ids as organisations, include_suborganisations, groups, everyone, version
  from audience where organiser_id = $1 and id = $2
"""

LOCK: Final = FIND + " for update"

INSERT: Final = """
insert into audience (organiser_id, id, name, roles, or_equivalent, county_codes, municipality_codes, organisation_types,
                      organisation_ids, include_suborganisations, groups, everyone)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""

UPDATE: Final = """
update audience
   set name = $3, roles = $4, or_equivalent = $5, county_codes = $6, municipality_codes = $7, organisation_types = $8,
       organisation_ids = $9, include_suborganisations = $10, groups = $11, everyone = $12, version = version + 1
 where organiser_id = $1 and id = $2
"""

DELETE: Final = "delete from audience where organiser_id = $1 and id = $2 returning id"

# Arrays have no foreign keys, so the organisations are checked before each write.
MISSING_ORGANISATIONS: Final = """
select wanted.id
  from unnest($2::uuid[]) as wanted (id)
 where not exists (select from organisation o where o.organiser_id = $1 and o.id = wanted.id)
"""


async def list_after(conn: Conn, organiser_id: UUID, *, after: UUID, limit: int) -> list[Audience]:
    """Return a page of audiences by id."""
    return [_audience(row) for row in await conn.fetch(LIST, organiser_id, after, limit)]


async def get(conn: Conn, organiser_id: UUID, audience_id: UUID) -> Audience:
    """Return an audience; raises `NotFound`."""
    return _audience(await get_row(conn, "audience", FIND, organiser_id, audience_id))


async def lock(conn: Conn, organiser_id: UUID, audience_id: UUID) -> Audience:
    """Lock and return an audience; raises `NotFound`."""
    return _audience(await get_row(conn, "audience", LOCK, organiser_id, audience_id))


async def insert(conn: Conn, audience: Audience) -> None:
    """Add an audience; raises `NotFound` if an organisation does not exist."""
    await _require_organisations(conn, audience)
    await insert_once(conn, INSERT, *_values(audience))


async def update(conn: Conn, audience: Audience) -> None:
    """Store a changed audience and raise its version."""
    await _require_organisations(conn, audience)
    await conn.execute(UPDATE, *_values(audience))


async def delete(conn: Conn, organiser_id: UUID, audience_id: UUID) -> None:
    """Delete an audience; raises `DependedUpon` if an invitation rule uses it."""
    try:
        found = await conn.fetchval(DELETE, organiser_id, audience_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error
    if found is None:
        raise NotFound("audience")


async def _require_organisations(conn: Conn, audience: Audience) -> None:
    named = audience.organisations
    if named and await conn.fetchval(MISSING_ORGANISATIONS, audience.organiser_id, named):
        raise NotFound("organisations")


def _audience(row: asyncpg.Record) -> Audience:
    return msgspec.convert(dict(row), Audience)


def _values(audience: Audience) -> list[object]:
    """Return the column values in the order of the statements."""
    return [
        audience.organiser_id,
        audience.id,
        audience.name,
        audience.roles,
        audience.or_equivalent,
        audience.county_codes,
        audience.municipality_codes,
        audience.organisation_types,
        audience.organisations,
        audience.include_suborganisations,
        audience.groups,
        audience.everyone,
    ]
