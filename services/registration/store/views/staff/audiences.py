"""Audiences as pages for staff show them: what is used in positions, where a person's positions are, who comes."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from shared.postgres import Conn

# Each position of a person with all organisations above it, and the codes that apply there.
POSITIONS: Final = """
with recursive above as (
  select q.id as position_id, q.role, q.group_name, q.from_on, q.until_on, o.name, o.type, o.id as organisation_id, o.parent_id,
         o.municipality_code, coalesce(o.county_code, left(o.municipality_code, 2)) as county_code, array[o.id] as line
    from position q join organisation o on o.organiser_id = q.organiser_id and o.id = q.organisation_id
   where q.organiser_id = $1 and q.person_id = $2
  union all
  select a.position_id, a.role, a.group_name, a.from_on, a.until_on, a.name, a.type, a.organisation_id, p.parent_id,
         coalesce(a.municipality_code, p.municipality_code),
         coalesce(a.county_code, p.county_code, left(p.municipality_code, 2)), a.line || p.id
    from above a join organisation p on p.organiser_id = $1 and p.id = a.parent_id
   where cardinality(a.line) < 20
)
select distinct on (position_id) role, group_name as "group", name as organisation, type, organisation_id, municipality_code,
       county_code, line, (from_on is null or from_on <= $3::date) and (until_on is null or until_on >= $3::date) as is_current
  from above order by position_id, cardinality(line) desc
"""

COMING: Final = """
select distinct person_id from registration where organiser_id = $1 and cohort_id = $2 and status = 'registered'
"""

COHORTS: Final = """
select c.id, p.title || ', ' || c.name as name
  from cohort c join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where c.organiser_id = $1 and c.status in ('open', 'closed') order by c.id desc limit 40
"""


class PlacedPosition(msgspec.Struct, frozen=True, kw_only=True):
    """A position with what a rule looks at; `line` is the organisation and those above it."""

    role: str | None
    group: str | None
    organisation: str
    type: str | None
    organisation_id: UUID
    municipality_code: str | None
    county_code: str | None
    line: list[UUID]
    is_current: bool


async def positions(conn: Conn, organiser_id: UUID, person_id: UUID, *, on: date) -> list[PlacedPosition]:
    """Return the positions of a person; `is_current` on that day."""
    found = await conn.fetch(POSITIONS, organiser_id, person_id, on)
    return [msgspec.convert(dict(row), PlacedPosition) for row in found]


async def coming(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> set[UUID]:
    """Return who comes to a cohort."""
    return {row["person_id"] for row in await conn.fetch(COMING, organiser_id, cohort_id)}


async def cohorts(conn: Conn, organiser_id: UUID) -> list[tuple[UUID, str]]:
    """Return the cohorts that people can come to, the newest first."""
    return [(row["id"], row["name"]) for row in await conn.fetch(COHORTS, organiser_id)]
