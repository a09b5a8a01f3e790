"""Counts the deliveries that will go, by hour."""

from typing import Final

from shared.mails_ahead import AheadQuestion, PlannedMails
from shared.postgres import Conn

COUNT: Final = """
select kind, min(due_at) as at, count(*)::int as count, cohort_id, session_id
  from delivery
 where organiser_id = $1 and cohort_id = any($2::uuid[]) and status in ('planned', 'deferred')
 group by kind, cohort_id, session_id, date_trunc('hour', due_at)
 order by at, kind
"""


async def count(conn: Conn, question: AheadQuestion) -> list[PlannedMails]:
    """Return how many mails of each kind will go, and when."""
    rows = await conn.fetch(COUNT, question.organiser_id, list(question.cohort_ids))
    return [PlannedMails(**row) for row in rows]
