"""Who changed something last, for whoever is about to change it too."""

from typing import Final
from uuid import UUID

from shared.postgres import Conn

WHO: Final = """
select coalesce(s.name, s.email, t.name) as who
  from audit a
  left join staff s on s.organiser_id = a.organiser_id and s.id = a.actor_id
  left join api_token t on t.organiser_id = a.organiser_id and t.id = a.actor_id
 where a.organiser_id = $1 and a.subject_id = $2
 order by a.id desc limit 1
"""


async def who(conn: Conn, organiser_id: UUID, subject_id: UUID) -> str | None:
    """The name of the staff member or the token that changed it last; None if that is not known."""
    found: str | None = await conn.fetchval(WHO, organiser_id, subject_id)
    return found
