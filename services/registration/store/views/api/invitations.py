"""Invitations as the API shows them, with their person."""

from typing import Any, Final
from uuid import UUID

from services.registration.store.rows import get_row
from services.registration.store.views.api import cohorts
from shared.postgres import Conn

_shown: Final = """
select i.id, i.invitation_rule_id, i.cohort_id, i.person_id, p.name, p.email, p.protected_identity, i.organisation, i.role, i.session_ids,
       i.status, i.invited_at, i.answered_at, i.message, i.version
  from invitation i
  join person p on p.organiser_id = i.organiser_id and p.id = i.person_id
"""

LIST: Final = f"""{_shown}
 where i.organiser_id = $1 and i.id > $2
   and ($4::boolean or not p.protected_identity)
   and ($5::uuid is null or i.cohort_id = $5)
   and ($6::uuid[] is null or i.cohort_id = any($6))
   and ($7::uuid is null or i.cohort_id = (select s.cohort_id from session s where s.organiser_id = $1 and s.id = $7))
   and ($7::uuid is null or $7 = any(i.session_ids))
   and ($8::uuid is null or i.invitation_rule_id = $8)
   and ($9::uuid is null or i.person_id = $9)
   and ($10::text is null or i.status = $10)
 order by i.id
 limit $3
"""

FIND: Final = f"""{_shown}
 where i.organiser_id = $1 and i.id = $2 and ($3::boolean or not p.protected_identity)
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    after: UUID,
    limit: int,
    sees_protected: bool,
    cohort_id: UUID | None = None,
    programme_id: UUID | None = None,
    session_id: UUID | None = None,
    invitation_rule_id: UUID | None = None,
    person_id: UUID | None = None,
    status: str | None = None,
) -> list[dict[str, Any]]:  # Any: a row
    """Return a page of invitations."""
    rows = await conn.fetch(
        LIST,
        organiser_id,
        after,
        limit,
        sees_protected,
        cohort_id,
        programme_id and await cohorts.ids_of(conn, organiser_id, programme_id),
        session_id,
        invitation_rule_id,
        person_id,
        status,
    )
    return [dict(row) for row in rows]


async def get(
    conn: Conn, organiser_id: UUID, invitation_id: UUID, *, sees_protected: bool
) -> dict[str, Any]:  # Any: a row
    """Return an invitation; raises `NotFound`."""
    return dict(await get_row(conn, "invitation", FIND, organiser_id, invitation_id, sees_protected))
