"""Invitation rules as the API shows them."""

from typing import Any, Final
from uuid import UUID

from services.registration.store.rows import get_row
from shared.postgres import Conn

_shown: Final = """
select r.id, r.cohort_id, r.audience_id, r.session_ids, r.kind, r.invited_by_id, r.opens_on, r.respond_by,
       r.substitutes_allowed, r.waiting_list, r.invited_at, r.version
  from invitation_rule r
"""

LIST: Final = f"""{_shown}
 where r.organiser_id = $1 and r.id > $2
   and ($4::uuid is null or r.cohort_id = $4)
   and ($5::uuid is null or exists (select from cohort c
                                     where c.organiser_id = r.organiser_id and c.id = r.cohort_id
                                       and c.programme_id = $5))
   and ($6::uuid is null or $6 = any(r.session_ids)
        or r.session_ids is null and exists (select from session s
                                              where s.organiser_id = r.organiser_id and s.cohort_id = r.cohort_id
                                                and s.id = $6))
 order by r.id
 limit $3
"""

FIND: Final = f"""{_shown}
 where r.organiser_id = $1 and r.id = $2
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    after: UUID,
    limit: int,
    cohort_id: UUID | None = None,
    programme_id: UUID | None = None,
    session_id: UUID | None = None,
) -> list[dict[str, Any]]:  # Any: a row
    """Return a page of rules; the filter by session includes rules for all sessions of its cohort."""
    rows = await conn.fetch(LIST, organiser_id, after, limit, cohort_id, programme_id, session_id)
    return [dict(row) for row in rows]


async def get(conn: Conn, organiser_id: UUID, rule_id: UUID) -> dict[str, Any]:  # Any: a row
    """Return a rule; raises `NotFound`."""
    return dict(await get_row(conn, "invitation_rule", FIND, organiser_id, rule_id))
