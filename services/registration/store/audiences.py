"""Rows of `audience`: rules, not lists. Whom a rule finds is another module's question."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.registration.domain.errors import DependedUpon, NotFound
from shared.postgres import Conn

LIST: Final = """
select id, name, roles, or_equivalent, county_codes, municipality_codes, organisation_types,
       organisation_ids as organisations, include_suborganisations, groups, everyone, version
  from audience where organiser_id = $1 and id > $2 order by id limit $3
"""

FIND: Final = """
select id, name, roles, or_equivalent, county_codes, municipality_codes, organisation_types,
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

# Arrays have no foreign keys: who writes one asks first.
MISSING_ORGANISATIONS: Final = """
select wanted.id
  from unnest($2::uuid[]) as wanted (id)
 where not exists (select from organisation o where o.organiser_id = $1 and o.id = wanted.id)
"""

_COLUMNS: Final = [
    "name",
    "roles",
    "or_equivalent",
    "county_codes",
    "municipality_codes",
    "organisation_types",
    "organisations",
    "include_suborganisations",
    "groups",
    "everyone",
]


async def list_after(conn: Conn, organiser_id: UUID, *, after: UUID, limit: int) -> list[dict[str, Any]]:
    """A page of audiences."""
    return [dict(row) for row in await conn.fetch(LIST, organiser_id, after, limit)]


async def get(conn: Conn, organiser_id: UUID, audience_id: UUID) -> dict[str, Any]:  # Any: a row
    """One audience, or `NotFound`."""
    row = await conn.fetchrow(FIND, organiser_id, audience_id)
    if row is None:
        raise NotFound("audience")
    return dict(row)


async def lock(conn: Conn, organiser_id: UUID, audience_id: UUID) -> dict[str, Any]:  # Any: a row
    """One audience, held until the transaction ends, or `NotFound`."""
    row = await conn.fetchrow(LOCK, organiser_id, audience_id)
    if row is None:
        raise NotFound("audience")
    return dict(row)


async def insert(conn: Conn, organiser_id: UUID, audience_id: UUID, values: Mapping[str, Any]) -> None:
    """Add an audience; `NotFound` if an organisation is not there."""
    await _require(conn, organiser_id, values)
    await conn.execute(INSERT, organiser_id, audience_id, *(values[name] for name in _COLUMNS))


async def update(conn: Conn, organiser_id: UUID, audience_id: UUID, values: Mapping[str, Any]) -> None:
    """Change an audience, and its version."""
    await _require(conn, organiser_id, values)
    await conn.execute(UPDATE, organiser_id, audience_id, *(values[name] for name in _COLUMNS))


async def delete(conn: Conn, organiser_id: UUID, audience_id: UUID) -> None:
    """Remove an audience; `DependedUpon` if somebody was invited by it."""
    try:
        found = await conn.fetchval(DELETE, organiser_id, audience_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error
    if found is None:
        raise NotFound("audience")


async def _require(conn: Conn, organiser_id: UUID, values: Mapping[str, Any]) -> None:
    if values["organisations"] and await conn.fetchval(
        MISSING_ORGANISATIONS, organiser_id, values["organisations"]
    ):
        raise NotFound("organisations")
