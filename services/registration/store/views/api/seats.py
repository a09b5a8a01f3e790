"""The seats of a session as the API shows them."""

from typing import Any, Final
from uuid import UUID

from services.registration.store import waiting_lists
from shared.postgres import Conn

LIST: Final = """
select g.id, g.session_id, g.registration_id, r.person_id, p.name, p.email, p.protected_identity, r.organisation, g.status, g.attendance,
       case when g.status = 'waiting' and r.confirm_until is null then g.offered_until end as offered_until,
       case when g.status = 'waiting' and r.confirm_until is not null then g.offered_until end as held_until
  from seat g
  join registration r on r.organiser_id = g.organiser_id and r.id = g.registration_id
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 where g.organiser_id = $1 and g.session_id = $2 and g.id > $3
   and ($5::boolean or not p.protected_identity)
   and ($6::text is null or g.status = $6)
 order by g.id
 limit $4
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    session_id: UUID,
    *,
    after: UUID,
    limit: int,
    sees_protected: bool,
    status: str | None = None,
) -> list[dict[str, Any]]:  # Any: a row
    """Return a page of a session's seats, withdrawn ones included; `position` counts from 1."""
    rows = await conn.fetch(LIST, organiser_id, session_id, after, limit, sees_protected, status)
    waits = any(row["status"] == "waiting" for row in rows)
    places = await waiting_lists.places(conn, organiser_id, [session_id] if waits else [])
    return [{**row, "position": places.get(row["id"])} for row in rows]
