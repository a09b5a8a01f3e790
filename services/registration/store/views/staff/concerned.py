"""How many people a change of some sessions concerns, each counted once."""

from collections.abc import Sequence
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


class Concerned(msgspec.Struct, frozen=True, kw_only=True):
    """People with a seat, people who only wait, and people who have not answered."""

    confirmed: int
    waiting: int
    unanswered: int


async def count(conn: Conn, organiser_id: UUID, cohort_id: UUID, session_ids: Sequence[UUID]) -> Concerned:
    """Count the people whom a change of these sessions of a cohort concerns."""
    [row] = await conn.fetch(COUNT, organiser_id, cohort_id, session_ids)
    return Concerned(**row)
