"""Rows of `organisation`: organisations that arrange, buy or take part."""

from typing import Final
from uuid import UUID

import asyncpg

from services.registration.domain.directory.organisation import Organisation
from services.registration.domain.errors import DependedUpon, NotFound
from services.registration.store.rows import get_row, insert_once
from shared import swedish
from shared.postgres import Conn

LIST: Final = """
select organiser_id, id, name, type, parent_id, municipality_code, county_code, version, name_sort
  from organisation
 where organiser_id = $1 and (name_sort, id) > ($2::text, $3::uuid)
   and ($5::uuid is null or parent_id = $5)
   and ($6::text is null or name_search like '%' || $6 || '%')
 order by name_sort, id
 limit $4
"""

FIND: Final = """
select organiser_id, id, name, type, parent_id, municipality_code, county_code, version, name_sort
  from organisation where organiser_id = $1 and id = $2
"""

LOCK: Final = FIND + " for update"

INSERT: Final = """
insert into organisation (organiser_id, id, name, name_sort, name_search, type, parent_id, municipality_code, county_code)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

UPDATE: Final = """
update organisation
   set name = $3, name_sort = $4, name_search = $5, type = $6, parent_id = $7, municipality_code = $8, county_code = $9,
       version = version + 1
 where organiser_id = $1 and id = $2
"""

DELETE: Final = "delete from organisation where organiser_id = $1 and id = $2 returning id"

# Serialises changes of parents within a tenant: two concurrent changes could together form a cycle.
LOCK_TREE: Final = "select pg_advisory_xact_lock(hashtextextended('organisation tree ' || $1::uuid::text, 0))"

IS_ABOVE: Final = """
with recursive above as (
  select id, parent_id from organisation where organiser_id = $1 and id = $3
  union
  select o.id, o.parent_id from organisation o join above a on o.organiser_id = $1 and o.id = a.parent_id
)
select exists (select from above where id = $2)
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    sort: str,
    after: UUID,
    limit: int,
    parent_id: UUID | None = None,
    search: str | None = None,
) -> list[Organisation]:
    """Return a page of organisations in Swedish order."""
    pattern = like(search) if search else None
    rows = await conn.fetch(LIST, organiser_id, sort, after, limit, parent_id, pattern)
    return [Organisation(**row) for row in rows]


async def get(conn: Conn, organiser_id: UUID, organisation_id: UUID) -> Organisation:
    """Return an organisation; raises `NotFound`."""
    return Organisation(**await get_row(conn, "organisation", FIND, organiser_id, organisation_id))


async def lock(conn: Conn, organiser_id: UUID, organisation_id: UUID) -> Organisation:
    """Lock and return an organisation; raises `NotFound`."""
    return Organisation(**await get_row(conn, "organisation", LOCK, organiser_id, organisation_id))


async def insert(conn: Conn, organisation: Organisation) -> None:
    """Add an organisation; raises `NotFound` if its parent does not exist."""
    try:
        await insert_once(conn, INSERT, *_values(organisation))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound("parent_id") from error


async def update(conn: Conn, organisation: Organisation) -> None:
    """Store a changed organisation and raise its version; raises `NotFound` if its parent does not exist."""
    try:
        await conn.execute(UPDATE, *_values(organisation))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound("parent_id") from error


async def delete(conn: Conn, organiser_id: UUID, organisation_id: UUID) -> None:
    """Delete an organisation; raises `DependedUpon` if other rows refer to it, arrays of audiences too (trigger organisation_named)."""
    try:
        found = await conn.fetchval(DELETE, organiser_id, organisation_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error
    if found is None:
        raise NotFound("organisation")


async def lock_tree(conn: Conn, organiser_id: UUID) -> None:
    """Lock the tree of organisations of a tenant until the transaction ends."""
    await conn.execute(LOCK_TREE, organiser_id)


async def is_above(conn: Conn, organiser_id: UUID, upper: UUID, lower: UUID) -> bool:
    """Whether `upper` is an ancestor of `lower`, or the same organisation."""
    return bool(await conn.fetchval(IS_ABOVE, organiser_id, upper, lower))


def like(search: str) -> str:
    """Return the `like` pattern for a search in names, with wildcards escaped."""
    key = swedish.search_key(search)
    return key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _values(organisation: Organisation) -> list[object]:
    """Return the column values in the order of the statements."""
    return [
        organisation.organiser_id,
        organisation.id,
        organisation.name,
        swedish.sort_key(organisation.name),
        swedish.search_key(organisation.name),
        organisation.type,
        organisation.parent_id,
        organisation.municipality_code,
        organisation.county_code,
    ]
