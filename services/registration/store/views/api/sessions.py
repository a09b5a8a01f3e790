"""Sessions as the API shows them: by day, sessions without a day last."""

from typing import Any, Final
from uuid import UUID

from services.registration.store.rows import get_row
from shared.postgres import Conn

_shown: Final = """
select s.id, s.cohort_id, s.number, s.form, s.title, s.term, s.on_date as date, s.starts_at, s.ends_at, s.mode, s.place,
       s.join_url, s.capacity, s.status, s.parent_id, s.choice_group, s.choices, s.agenda, s.note,
       s.organisation_id as organiser_id, s.host_id, s.booked_by_id as booked_by, s.replaces_id, s.cancel_reason,
       (select case when coalesce(s.capacity, c.capacity) is not null
                    then greatest(coalesce(s.capacity, c.capacity) - n.taken, 0) end
          from cohort c join seat_count n on n.session_id = s.id
         where c.organiser_id = s.organiser_id and c.id = s.cohort_id) as seats_left,
       s.version, k.sort
  from session s
 cross join lateral (
   select coalesce(to_char(s.on_date, 'YYYY-MM-DD'), '9999')
          || coalesce(to_char(s.starts_at at time zone 'Europe/Stockholm', ' HH24:MI'), '')
          || to_char(coalesce(s.number, 0), ' 0000000') as sort
 ) k
"""

LIST: Final = f"""{_shown}
 where s.organiser_id = $1 and (k.sort collate "C", s.id) > ($2::text collate "C", $3::uuid)
   and ($5::uuid is null or s.cohort_id = $5)
   and ($6::uuid is null or exists (select from cohort c
                                     where c.organiser_id = s.organiser_id and c.id = s.cohort_id
                                       and c.programme_id = $6))
   and ($7::text is null or s.status = $7)
 order by k.sort collate "C", s.id
 limit $4
"""

FIND: Final = f"""{_shown}
 where s.organiser_id = $1 and s.id = $2
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    sort: str,
    after: UUID,
    limit: int,
    cohort_id: UUID | None = None,
    programme_id: UUID | None = None,
    status: str | None = None,
) -> list[dict[str, Any]]:  # Any: a row
    """Return a page of sessions."""
    rows = await conn.fetch(LIST, organiser_id, sort, after, limit, cohort_id, programme_id, status)
    return [dict(row) for row in rows]


async def get(conn: Conn, organiser_id: UUID, session_id: UUID) -> dict[str, Any]:  # Any: a row
    """Return a session; raises `NotFound`."""
    return dict(await get_row(conn, "session", FIND, organiser_id, session_id))
