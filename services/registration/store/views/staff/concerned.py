"""How many people a change of some sessions concerns, each counted once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from shared.postgres import Conn

COUNT: Final = """
with holder as (
  select r.person_id, bool_or(g.status = 'confirmed') as has_seat
    from seat g
    join registration r on r.organiser_id = g.organiser_id and r.id = g.registration_id
   where g.organiser_id = $1 and g.session_id = any($3::uuid[]) and g.status <> 'withdrawn'
   group by r.person_id
)
select count(*) filter (where has_seat) as confirmed, count(*) filter (where not has_seat) as waiting,
       (select count(distinct i.person_id) from invitation i
         where i.organiser_id = $1 and i.cohort_id = $2 and i.status in ('queued', 'sent') and i.session_ids && $3::uuid[]
           and not exists (select from holder h where h.person_id = i.person_id)) as unanswered
  from holder
"""

# Those with a seat in the sessions who have one in another session at that time.
BUSY: Final = """
select p.name, p.protected_identity, max(o.title) as title
  from seat g
  join registration r on r.organiser_id = g.organiser_id and r.id = g.registration_id
  join registration other on other.organiser_id = r.organiser_id and other.person_id = r.person_id and other.status <> 'withdrawn'
  join seat t on t.registration_id = other.id and t.status = 'confirmed' and t.session_id <> all($2::uuid[])
  join session o on o.organiser_id = t.organiser_id and o.id = t.session_id and o.status <> 'cancelled'
                and o.starts_at < $4 and o.ends_at > $3
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 where g.organiser_id = $1 and g.session_id = any($2::uuid[]) and g.status = 'confirmed'
 group by p.id, p.name, p.protected_identity, p.name_sort
 order by p.name_sort, p.id
"""


class Concerned(msgspec.Struct, frozen=True, kw_only=True):
    """People with a seat, people who only wait, and people who have not answered."""

    confirmed: int
    waiting: int
    unanswered: int


async def count(conn: Conn, organiser_id: UUID, cohort_id: UUID, session_ids: Sequence[UUID]) -> Concerned:
    """Count the people whom a change of these sessions of a cohort concerns."""
    [row] = await conn.fetch(COUNT, organiser_id, cohort_id, session_ids)
    return Concerned(**row)


class BusyPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is somewhere else at that time; `title`: where."""

    name: str
    protected_identity: bool
    title: str


async def busy(
    conn: Conn, organiser_id: UUID, session_ids: Sequence[UUID], *, starts_at: datetime, ends_at: datetime
) -> list[BusyPerson]:
    """Return the people with a seat in these sessions who have one elsewhere between the two times."""
    rows = await conn.fetch(BUSY, organiser_id, session_ids, starts_at, ends_at)
    return [BusyPerson(**row) for row in rows]
