"""Rows of `invitation` that have not been answered, and whose people are reminded."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from shared.postgres import Conn

# Open invitations of a cohort whose mail has arrived: one for each person, the one that has to be answered first.
_silent: Final = """
with silent as (
  select distinct on (i.person_id) i.person_id, i.id
    from invitation i
    join invitation_rule r on r.organiser_id = i.organiser_id and r.id = i.invitation_rule_id and r.kind <> 'kallelse'
    join person p on p.organiser_id = i.organiser_id and p.id = i.person_id and p.email is not null
   where i.organiser_id = $1 and i.cohort_id = $2 and i.status = 'sent'
     and (r.respond_by is null or r.respond_by >= $3::date)
     and exists (select from session s
                  where s.organiser_id = i.organiser_id and s.id = any(i.session_ids) and s.status <> 'cancelled'
                    and coalesce(s.ends_at > $4, s.on_date >= $3::date, true))
     and not exists (select from registration g
                      where g.organiser_id = i.organiser_id and g.cohort_id = i.cohort_id and g.person_id = i.person_id
                        and g.status <> 'withdrawn')
   order by i.person_id, r.respond_by nulls last, i.id
), reminded as (
  select distinct i.person_id
    from invitation i
   where i.organiser_id = $1 and i.cohort_id = $2 and i.reminded_at >= $5
)"""

COUNT_REMINDED: Final = f"{_silent} select count(*) from silent join reminded using (person_id)"

COUNT_SILENT: Final = f"{_silent} select count(*) from silent"

REMIND: Final = f"""{_silent}, held as (
  select i.id
    from invitation i
   where i.organiser_id = $1
     and i.id in (select s.id from silent s where s.person_id not in (select person_id from reminded) order by s.id limit $6)
   order by i.id
     for no key update of i
)
update invitation i set reminded_at = $4, version = i.version + 1
  from held
 where i.organiser_id = $1 and i.id = held.id and i.status = 'sent'
returning i.id
"""


async def count_silent(conn: Conn, organiser_id: UUID, cohort_id: UUID, *, now: datetime, today: date) -> int:
    """Count the people who have not answered, whenever they were reminded."""
    return int(await conn.fetchval(COUNT_SILENT, organiser_id, cohort_id, today, now, now))


async def count_reminded(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, *, now: datetime, today: date, since: datetime
) -> int:
    """Count the people who have not answered and were reminded after `since`."""
    return int(await conn.fetchval(COUNT_REMINDED, organiser_id, cohort_id, today, now, since))


async def remind(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, *, now: datetime, today: date, since: datetime, most: int
) -> list[UUID]:
    """Note that at most `most` people who have not answered are reminded now; return their invitations."""
    rows = await conn.fetch(REMIND, organiser_id, cohort_id, today, now, since, most)
    return sorted(row["id"] for row in rows)
