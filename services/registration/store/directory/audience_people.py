"""Finds the people whose positions match an audience on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.registration.domain.invitation import AudienceMember
from shared.postgres import Conn

# Values of one key are alternatives, all non-empty keys must match; an organisation without a county or municipality
# inherits its parent's. An exclusion counts before all of them. Of several matching positions of a person, the first is returned.
_found: Final = """
with recursive rule as (
  select * from audience where organiser_id = $1 and id = $2
), lineage as (
  select o.id, o.parent_id, o.municipality_code, coalesce(o.county_code, left(o.municipality_code, 2)) as county_code, 1 as depth
    from organisation o
   where o.organiser_id = $1
  union all
  select l.id, p.parent_id, coalesce(l.municipality_code, p.municipality_code),
         coalesce(l.county_code, p.county_code, left(p.municipality_code, 2)), l.depth + 1
    from lineage l
    join organisation p on p.organiser_id = $1 and p.id = l.parent_id
   where (l.municipality_code is null or l.county_code is null) and l.depth < 20
), located as (
  select distinct on (id) id, municipality_code, county_code from lineage order by id, depth desc
), under as (
  select unnest(organisation_ids) as id from rule
  union
  select o.id from organisation o join under u on o.organiser_id = $1 and o.parent_id = u.id
   where (select include_suborganisations from rule)
), kept_out as (
  select unnest(excluded_organisation_ids) as id from rule
  union
  select o.id from organisation o join kept_out k on o.organiser_id = $1 and o.parent_id = k.id
), busy as (
  select g.person_id from registration g
   where g.organiser_id = $1 and g.cohort_id = any(array(select unnest(excluded_cohort_ids) from rule)) and g.status <> 'withdrawn'
), found as (
  select distinct on (q.person_id) q.person_id, q.role, o.name as organisation
    from rule r
    join position q on q.organiser_id = $1
    join organisation o on o.organiser_id = $1 and o.id = q.organisation_id
    join located l on l.id = o.id
   where (q.from_on is null or q.from_on <= $3::date) and (q.until_on is null or q.until_on >= $3::date)
     and (r.roles = '{}' or q.role = any(r.roles))
     and (r.organisation_types = '{}' or o.type = any(r.organisation_types))
     and (r.county_codes = '{}' or l.county_code = any(r.county_codes))
     and (r.municipality_codes = '{}' or l.municipality_code = any(r.municipality_codes))
     and (r.organisation_ids = '{}' or o.id in (select id from under))
     and (r.groups = '{}' or q.group_name = any(r.groups))
     and q.person_id <> all(r.excluded_person_ids)
     and (r.excluded_organisation_ids = '{}' or o.id not in (select id from kept_out))
     and q.person_id not in (select person_id from busy)
   order by q.person_id, q.id
)
"""

MATCH: Final = f"""{_found}
select p.id as person_id, f.role, f.organisation, p.name_sort
  from found f
  join person p on p.organiser_id = $1 and p.id = f.person_id
 where ($5::uuid is null
        or (p.name_sort, p.id)
           > (coalesce((select s.name_sort from person s where s.organiser_id = $1 and s.id = $5 and $4 = ''), $4)::text, $5)) and ($7::boolean or not p.protected_identity)
 order by p.name_sort, p.id
 limit $6
"""

# How many there are and the first of them, without the others being sent here.
FIRST: Final = f"""{_found}
select p.id as person_id, f.role, f.organisation, count(*) over () as number
  from found f
  join person p on p.organiser_id = $1 and p.id = f.person_id
 order by p.name_sort, p.id
 limit $4
"""

COUNT: Final = f"{_found} select count(*) from found"

AMONG: Final = f"{_found} select person_id from found where person_id = any($4::uuid[])"

# Roles of an audience that no position has: they are misspelt, or nobody has them yet.
UNKNOWN_ROLES: Final = """
select r.role
  from audience a
 cross join lateral unnest(a.roles) with ordinality as r (role, number)
 where a.organiser_id = $1 and a.id = $2
   and not exists (select from position q where q.organiser_id = a.organiser_id and q.role = r.role)
 order by r.number
"""

# People with a position at the programme's commissioner, those with the role `beställare` first.
BUYERS: Final = """
select q.person_id, q.role, o.name as organisation
  from programme g
  join organisation o on o.organiser_id = g.organiser_id and o.id = g.commissioner_id
  join position q on q.organiser_id = o.organiser_id and q.organisation_id = o.id
  join person p on p.organiser_id = q.organiser_id and p.id = q.person_id
 where g.organiser_id = $1 and g.id = $2
   and (q.from_on is null or q.from_on <= $3::date) and (q.until_on is null or q.until_on >= $3::date)
 order by q.role is distinct from 'beställare', p.name_sort, p.id
"""


async def match(
    conn: Conn,
    organiser_id: UUID,
    audience_id: UUID,
    *,
    on: date,
    after: tuple[str, UUID] | None = None,
    limit: int | None = None,
) -> list[AudienceMember]:
    """Return the people whom the audience matches on a day, each once, in Swedish order; `after`: sort key and id of the last."""
    rows = await conn.fetch(MATCH, organiser_id, audience_id, on, *(after or (None, None)), limit, True)
    return [_member(row) for row in rows]


async def match_page(
    conn: Conn,
    organiser_id: UUID,
    audience_id: UUID,
    *,
    on: date,
    after: tuple[str, UUID],
    limit: int,
    sees_protected: bool,
) -> list[dict[str, Any]]:  # Any: a row
    """Return one page of the people whom the audience matches: `person_id`, `role`, `organisation`, and `name_sort` for the next page."""
    rows = await conn.fetch(MATCH, organiser_id, audience_id, on, *after, limit, sees_protected)
    return [dict(row) for row in rows]


async def match_first(
    conn: Conn, organiser_id: UUID, audience_id: UUID, *, on: date, limit: int
) -> tuple[int, list[AudienceMember]]:
    """Return how many people the audience matches, and the first of them, as `match` orders them."""
    rows = await conn.fetch(FIRST, organiser_id, audience_id, on, limit)
    return (rows[0]["number"] if rows else 0), [_member(row) for row in rows]


async def count(conn: Conn, organiser_id: UUID, audience_id: UUID, *, on: date) -> int:
    """Return how many people the audience matches on a day."""
    found: int = await conn.fetchval(COUNT, organiser_id, audience_id, on)
    return found


async def match_among(
    conn: Conn, organiser_id: UUID, audience_id: UUID, person_ids: Sequence[UUID], *, on: date
) -> set[UUID]:
    """Return which of these people the audience matches on a day."""
    rows = await conn.fetch(AMONG, organiser_id, audience_id, on, list(person_ids))
    return {row["person_id"] for row in rows}


async def list_buyers(
    conn: Conn, organiser_id: UUID, programme_id: UUID, *, on: date
) -> list[AudienceMember]:
    """Return the people with a position directly at the programme's commissioner, role `beställare` first."""
    return [AudienceMember(**row) for row in await conn.fetch(BUYERS, organiser_id, programme_id, on)]


async def list_unknown_roles(conn: Conn, organiser_id: UUID, audience_id: UUID) -> list[str]:
    """Return the roles of an audience that nobody in the directory has."""
    return [row["role"] for row in await conn.fetch(UNKNOWN_ROLES, organiser_id, audience_id)]


def _member(row: asyncpg.Record) -> AudienceMember:
    return AudienceMember(person_id=row["person_id"], role=row["role"], organisation=row["organisation"])
