"""The sidebar of a person's own page: their other registrations with the organiser."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from services.registration.store.sessions import last_day
from shared.postgres import Conn

LIST_OTHERS: Final = f"""
select r.id, r.generation, r.cohort_id, p.title as programme_title, c.name as cohort_name,
       (select min(s.on_date)
          from seat k
          join session s on s.organiser_id = k.organiser_id and s.id = k.session_id
         where k.registration_id = r.id and k.status <> 'withdrawn' and s.status <> 'cancelled' and {last_day} >= $4
       ) as next_on
  from registration r
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where r.organiser_id = $1 and r.person_id = $2 and r.id <> $3 and r.status <> 'withdrawn' and c.status <> 'cancelled'
 order by next_on nulls last, r.id desc
 limit 30
"""


class OtherRegistration(msgspec.Struct, frozen=True, kw_only=True):
    """Another registration of the same person; `next_on` is its next date, if it has one."""

    id: UUID
    generation: int
    cohort_id: UUID
    programme_title: str
    cohort_name: str
    next_on: date | None


async def list_others(
    conn: Conn, organiser_id: UUID, person_id: UUID, registration_id: UUID, *, today: date
) -> list[OtherRegistration]:
    """Return the person's other registrations, the next date first."""
    rows = await conn.fetch(LIST_OTHERS, organiser_id, person_id, registration_id, today)
    return [OtherRegistration(**row) for row in rows]
