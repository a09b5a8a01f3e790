"""Rows of `audience`. audience_people.py finds the people that an audience matches."""

import contextlib
from collections.abc import Iterator
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
       organisation_ids as organisations, include_suborganisations, groups, everyone,
       excluded_person_ids as excluded_people, excluded_cohort_ids as excluded_cohorts,
       excluded_organisation_ids as excluded_organisations, version
  from audience where organiser_id = $1 and id > $2 order by id limit $3
"""

FIND: Final = """
select organiser_id, id, name, roles, or_equivalent, county_codes, municipality_codes, organisation_types,
       organisation_ids as organisations, include_suborganisations, groups, everyone,
       excluded_person_ids as excluded_people, excluded_cohort_ids as excluded_cohorts,
       excluded_organisation_ids as excluded_organisations, version
  from audience where organiser_id = $1 and id = $2
"""

LOCK: Final = FIND + " for update"

INSERT: Final = """
insert into audience (organiser_id, id, name, roles, or_equivalent, county_codes, municipality_codes, organisation_types,
                      organisation_ids, include_suborganisations, groups, everyone, excluded_person_ids, excluded_cohort_ids,
                      excluded_organisation_ids)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""

UPDATE: Final = """
update audience
   set name = $3, roles = $4, or_equivalent = $5, county_codes = $6, municipality_codes = $7, organisation_types = $8,
       organisation_ids = $9, include_suborganisations = $10, groups = $11, everyone = $12,
       excluded_person_ids = $13, excluded_cohort_ids = $14, excluded_organisation_ids = $15, version = version + 1
 where organiser_id = $1 and id = $2
"""

DELETE: Final = "delete from audience where organiser_id = $1 and id = $2 returning id"

# Arrays have no foreign keys, so what they name is checked before each write.
MISSING: Final = """
select field
  from (select 'organisations' as field, id, exists (select from organisation o where o.organiser_id = $1 and o.id = named.id) as is_there
          from unnest($2::uuid[]) as named (id)
        union all
        select 'excluded_people', id, exists (select from person p where p.organiser_id = $1 and p.id = named.id)
          from unnest($3::uuid[]) as named (id)
        union all
        select 'excluded_cohorts', id, exists (select from cohort c where c.organiser_id = $1 and c.id = named.id)
          from unnest($4::uuid[]) as named (id)
        union all
        select 'excluded_organisations', id, exists (select from organisation o where o.organiser_id = $1 and o.id = named.id)
          from unnest($5::uuid[]) as named (id)) as wanted
 where not is_there
 limit 1
"""

# Names of the columns in the domain.
_FIELDS: Final = {
    "organisation_ids": "organisations",
    "excluded_person_ids": "excluded_people",
    "excluded_cohort_ids": "excluded_cohorts",
    "excluded_organisation_ids": "excluded_organisations",
}

# Of two merged entries the survivor is excluded where one of them was; who is erased ($3 null) is named no more.
REPLACE_PERSON: Final = """
update audience
   set excluded_person_ids = array(select distinct named.id from unnest(array_replace(excluded_person_ids, $2::uuid, $3::uuid)) as named (id)
                                    where named.id is not null order by named.id),
       version = version + 1
 where organiser_id = $1 and $2 = any(excluded_person_ids)
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
    """Add an audience; raises `NotFound` with the field that names what does not exist."""
    await _require_named(conn, audience)
    with _deleted_meanwhile():
        await insert_once(conn, INSERT, *_values(audience))


async def update(conn: Conn, audience: Audience) -> None:
    """Store a changed audience and raise its version."""
    await _require_named(conn, audience)
    with _deleted_meanwhile():
        await conn.execute(UPDATE, *_values(audience))


async def delete(conn: Conn, organiser_id: UUID, audience_id: UUID) -> None:
    """Delete an audience; raises `DependedUpon` if an invitation rule uses it."""
    try:
        found = await conn.fetchval(DELETE, organiser_id, audience_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error
    if found is None:
        raise NotFound("audience")


async def replace_person(conn: Conn, organiser_id: UUID, person_id: UUID, into_id: UUID | None) -> None:
    """Let exclusions of one person be of another one, or of nobody (None)."""
    await conn.execute(REPLACE_PERSON, organiser_id, person_id, into_id)


@contextlib.contextmanager
def _deleted_meanwhile() -> Iterator[None]:
    """Raise `NotFound` for what somebody deletes at the same moment, after it was looked for."""
    try:
        yield
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_FIELDS.get(error.column_name or "", "audience")) from error


async def _require_named(conn: Conn, audience: Audience) -> None:
    named = (
        audience.organisations,
        audience.excluded_people,
        audience.excluded_cohorts,
        audience.excluded_organisations,
    )
    missing = await conn.fetchval(MISSING, audience.organiser_id, *named) if any(named) else None
    if missing is not None:
        raise NotFound(missing)


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
        audience.excluded_people,
        audience.excluded_cohorts,
        audience.excluded_organisations,
    ]
