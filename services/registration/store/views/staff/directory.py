"""The directory as pages for staff list it: people, organisations, and the search in the bar."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.store.views.staff.cohorts import key_like, like
from shared import swedish
from shared.postgres import Conn

# A person with a protected identity is found by no search and no filter. Each way to match reads one page at most.
_narrowed: Final = """
   p.organiser_id = $1 and ($2::boolean or not p.protected_identity)
   and ($3::uuid is null or (p.name_sort, p.id) > (select s.name_sort, s.id from person s where s.organiser_id = $1 and s.id = $3))
   and not exists (select from merged_person m where m.organiser_id = p.organiser_id and m.person_id = p.id)
   and not exists (select from erasure e where e.organiser_id = p.organiser_id and e.person_id = p.id)
   and ($7::uuid is null or not p.protected_identity
        and exists (select from position q where q.organiser_id = $1 and q.person_id = p.id and q.organisation_id = $7))
   and ($8::text is null or not p.protected_identity
        and exists (select from position q where q.organiser_id = $1 and q.person_id = p.id and q.role = $8))
   and (not $9::boolean or p.email is null)
   and (not $11::boolean or exists (select from person_mail d
                                     where d.organiser_id = p.organiser_id and d.person_id = p.id
                                       and d.dead_since is not null and d.address = lower(p.email)))
"""

PEOPLE: Final = f"""
with hit as (
  (select p.name_sort, p.id from person p where $5::text is null and $7::uuid is null and {_narrowed}
    order by p.name_sort, p.id limit $4)
  union
  (select p.name_sort, p.id
     from position q join person p on p.organiser_id = q.organiser_id and p.id = q.person_id
    where $5::text is null and q.organiser_id = $1 and q.organisation_id = $7 and {_narrowed}
    group by p.name_sort, p.id
    order by p.name_sort, p.id limit $4)
  union
  (select p.name_sort, p.id from person p
    where $5::text is not null and not p.protected_identity and p.name_search like $5 and {_narrowed}
    order by p.name_sort, p.id limit $4)
  union
  (select p.name_sort, p.id from person p
    where $6::text is not null and not p.protected_identity and p.email_key like $6 and {_narrowed}
    order by p.name_sort, p.id limit $4)
  union
  (select p.name_sort, p.id
     from organisation o
     join position q on q.organiser_id = o.organiser_id and q.organisation_id = o.id
     join person p on p.organiser_id = q.organiser_id and p.id = q.person_id and not p.protected_identity
    where $5::text is not null and o.organiser_id = $1 and o.name_search like $5 and {_narrowed}
    order by p.name_sort, p.id limit $4)
), page as (
  select id from hit order by name_sort, id limit $4
)
select p.id, p.name, p.email, p.protected_identity,
       exists (select from person_mail d
                where d.organiser_id = p.organiser_id and d.person_id = p.id
                  and d.dead_since is not null and d.address = lower(p.email)) as has_dead_address,
       coalesce((select jsonb_agg(jsonb_build_object('role', q.role, 'organisation', o.name, 'group', q.group_name,
                                                  'from_on', q.from_on, 'until_on', q.until_on) order by q.id)
                   from position q
                   join organisation o on o.organiser_id = q.organiser_id and o.id = q.organisation_id
                  where q.organiser_id = p.organiser_id and q.person_id = p.id
                    and (q.until_on is null or q.until_on >= $10::date)), '[]') as positions
  from person p
  join page on page.id = p.id
 where p.organiser_id = $1
 order by p.name_sort, p.id
"""

COUNT: Final = """
select count(*) from person p
 where p.organiser_id = $1 and ($2::boolean or not p.protected_identity)
   and not exists (select from merged_person m where m.organiser_id = p.organiser_id and m.person_id = p.id)
"""

# One step in the index for each role, however many people have it.
ROLES: Final = """
with recursive found as (
  (select p.role from position p where p.organiser_id = $1 and p.role is not null order by p.role limit 1)
  union all
  select (select p.role from position p where p.organiser_id = $1 and p.role > f.role order by p.role limit 1)
    from found f
   where f.role is not null
)
select role from found where role is not null order by 1 limit 300
"""

# A name with its parent's, where several organisations are called so.
NAMED: Final = """
select o.id, o.name, u.name as parent
  from organisation o
  left join organisation u on u.organiser_id = o.organiser_id and u.id = o.parent_id
 where o.organiser_id = $1
   and (o.name_sort = any($2::text[]) or o.id = any($3::uuid[])
        or exists (select from organisation x where x.organiser_id = $1 and x.id = any($3::uuid[]) and x.name_sort = o.name_sort))
 order by o.name_sort, o.id
"""

COHORTS: Final = """
select c.id, c.name, p.title as programme
  from cohort c join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where c.organiser_id = $1 and (lower(c.name) like $2 or lower(p.title) like $2)
 order by c.id desc limit $3
"""

ORGANISATIONS: Final = """
select o.id, o.name, u.name as parent
  from organisation o
  left join organisation u on u.organiser_id = o.organiser_id and u.id = o.parent_id
 where o.organiser_id = $1 and o.name_search like $2
 order by o.name_sort, o.id limit $3
"""


class PersonFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which people a list shows."""

    search: str = ""
    organisation_id: UUID | None = None
    role: str | None = None
    without_address: bool = False
    with_dead_address: bool = False


class ListedPosition(msgspec.Struct, frozen=True, kw_only=True):
    role: str | None
    organisation: str
    group: str | None = None
    from_on: date | None = None
    until_on: date | None = None


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person with their positions of today and later."""

    id: UUID
    name: str
    email: str | None
    protected_identity: bool
    positions: list[ListedPosition]
    has_dead_address: bool


class NamedPlace(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation, and the one above it."""

    id: UUID
    name: str
    parent: str | None

    @property
    def whole(self) -> str:
        """The name with the parent's."""
        return f"{self.name}, {self.parent}" if self.parent else self.name


class NamedCohort(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    programme: str


async def people(
    conn: Conn,
    organiser_id: UUID,
    narrowed: PersonFilter,
    *,
    sees_protected: bool,
    today: date,
    after: UUID | None,
    limit: int,
) -> list[ListedPerson]:
    """Return one page by name."""
    found = await conn.fetch(
        PEOPLE,
        organiser_id,
        sees_protected,
        after,
        limit,
        key_like(narrowed.search),
        like(narrowed.search),
        narrowed.organisation_id,
        narrowed.role,
        narrowed.without_address,
        today,
        narrowed.with_dead_address,
    )
    return [msgspec.convert(dict(row), ListedPerson) for row in found]


async def count(conn: Conn, organiser_id: UUID, *, sees_protected: bool) -> int:
    """How many people there are."""
    found: int = await conn.fetchval(COUNT, organiser_id, sees_protected)
    return found


async def roles(conn: Conn, organiser_id: UUID) -> list[str]:
    """The roles that people have, the most common first."""
    return [row["role"] for row in await conn.fetch(ROLES, organiser_id)]


async def places(
    conn: Conn, organiser_id: UUID, *, names: Sequence[str] = (), place_ids: Sequence[UUID] = ()
) -> list[NamedPlace]:
    """The organisations with these names or ids, and all others with the same names."""
    keys = [swedish.sort_key(name) for name in names]
    return await _as(NamedPlace, conn, NAMED, organiser_id, keys, list(place_ids))


async def find_places(conn: Conn, organiser_id: UUID, search: str, *, limit: int) -> list[NamedPlace]:
    """The organisations whose names hold these letters."""
    return await _as(NamedPlace, conn, ORGANISATIONS, organiser_id, key_like(search), limit)


async def find_cohorts(conn: Conn, organiser_id: UUID, search: str, *, limit: int) -> list[NamedCohort]:
    """The cohorts whose name, or whose programme's, holds these letters."""
    return await _as(NamedCohort, conn, COHORTS, organiser_id, like(search), limit)


async def _as(kind: type[Any], conn: Conn, statement: str, *arguments: Any) -> list[Any]:
    # Any: rows of any kind
    return [msgspec.convert(dict(row), kind) for row in await conn.fetch(statement, *arguments)]
