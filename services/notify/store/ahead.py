"""Counts the deliveries that will go, by hour; which of them are paused."""

from typing import Final

from services.notify.store.holds import is_paused
from shared.mails_ahead import AheadQuestion, PlannedMails
from shared.postgres import Conn

COUNT: Final = f"""
select kind, min(due_at) as at, count(*)::int as count, cohort_id, session_id, is_paused
  from (select d.kind, d.due_at, d.cohort_id, d.session_id, {is_paused} as is_paused
          from delivery d
         where d.organiser_id = $1 and d.cohort_id = any($2::uuid[]) and d.status in ('planned', 'deferred')) as d
 group by kind, cohort_id, session_id, is_paused, date_trunc('hour', due_at)
 order by at, kind
"""


async def count(conn: Conn, question: AheadQuestion) -> list[PlannedMails]:
    """Return how many mails of each kind will go, and when."""
    rows = await conn.fetch(COUNT, question.organiser_id, list(question.cohort_ids))
    return [PlannedMails(**row) for row in rows]
