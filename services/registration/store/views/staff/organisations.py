"""Organisations as pages for staff show them: the tree, and who comes from one."""

from typing import Final
from uuid import UUID

import msgspec

from services.registration.store.views.staff.cohorts import key_like
from shared.postgres import Conn

LIST: Final = """
select o.id, o.name, o.type, u.name as parent, o.municipality_code, o.county_code,
       (select count(*) from organisation c where c.organiser_id = o.organiser_id and c.parent_id = o.id) as below,
       (select count(distinct q.person_id) from position q
         where q.organiser_id = o.organiser_id and q.organisation_id = o.id) as people
  from organisation o
  left join organisation u on u.organiser_id = o.organiser_id and u.id = o.parent_id
 where o.organiser_id = $1
   and case when $2::text is not null then o.name_search like $2 when $6::boolean then true else o.parent_id is not distinct from $3::uuid end
   and ($4::uuid is null
        or (o.name_sort, o.id) > (select s.name_sort, s.id from organisation s where s.organiser_id = $1 and s.id = $4))
 order by o.name_sort, o.id
 limit $5
"""

# Whoever has a protected identity is not counted: a number of one would say where they work.
COHORTS: Final = """
with here as (
  select distinct q.person_id
    from position q
    join person p on p.organiser_id = q.organiser_id and p.id = q.person_id and not p.protected_identity
   where q.organiser_id = $1 and q.organisation_id = $2
), asked as (
  select i.cohort_id, count(distinct i.person_id) as invited
    from here h join invitation i on i.organiser_id = $1 and i.person_id = h.person_id
   group by i.cohort_id
), come as (
  select r.cohort_id, count(distinct r.person_id) as coming
    from here h join registration r on r.organiser_id = $1 and r.person_id = h.person_id and r.status = 'registered'
   group by r.cohort_id
)
select c.id, p.title as programme, c.name, coalesce(a.invited, 0) as invited, coalesce(m.coming, 0) as coming
  from cohort c
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
  left join asked a on a.cohort_id = c.id
  left join come m on m.cohort_id = c.id
 where c.organiser_id = $1 and (a.cohort_id is not null or m.cohort_id is not null)
 order by c.id desc
 limit 40
"""


class ListedOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation with the one above, and how many organisations and people are directly in it."""

    id: UUID
    name: str
    type: str | None
    parent: str | None
    municipality_code: str | None
    county_code: str | None
    below: int
    people: int


class OrganisationCohort(msgspec.Struct, frozen=True, kw_only=True):
    """How many of an organisation were invited to a cohort, and come."""

    id: UUID
    programme: str
    name: str
    invited: int
    coming: int


async def page(
    conn: Conn,
    organiser_id: UUID,
    *,
    search: str = "",
    parent_id: UUID | None = None,
    after: UUID | None = None,
    is_whole: bool = False,
    limit: int,
) -> list[ListedOrganisation]:
    """Return one page by name: those directly below the parent (of none: the uppermost), or all that the search finds.

    `is_whole`: without a search, all of the tree.
    """
    found = await conn.fetch(LIST, organiser_id, key_like(search), parent_id, after, limit, is_whole)
    return [msgspec.convert(dict(row), ListedOrganisation) for row in found]


async def cohorts(conn: Conn, organiser_id: UUID, organisation_id: UUID) -> list[OrganisationCohort]:
    """Return who was invited and comes from an organisation, by cohort, the newest first."""
    found = await conn.fetch(COHORTS, organiser_id, organisation_id)
    return [msgspec.convert(dict(row), OrganisationCohort) for row in found]
