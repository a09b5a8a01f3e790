"""Event of staff: the newest link by which one of them chooses a password."""

from typing import Final
from uuid import UUID

from shared import notice_events
from shared.channel import outbox
from shared.language import Language
from shared.postgres import Conn

# A link that was printed is none of notify's.
STAFF_LINK: Final = """
select s.organiser_id, s.id, e.value as epoch, s.version, s.email, coalesce(s.language, $3) as language, s.generation,
       coalesce(s.link_reason, 'invited') as reason, s.name,
       case when s.ended_at is null and s.link_reason is not null then s.link_until end as until
  from staff s cross join epoch e
 where s.organiser_id = $1 and s.id = $2
"""


async def tell_staff_link(
    conn: Conn, organiser_id: UUID, staff_id: UUID, *, language: Language = "sv"
) -> None:
    """Send what the link of a staff member is now; `language`: that of the mail to somebody who has chosen none."""
    row = await conn.fetchrow(STAFF_LINK, organiser_id, staff_id, language)
    if row is not None:
        await outbox.add(conn, [notice_events.StaffLink(**dict(row))])
