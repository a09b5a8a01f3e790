"""What notify disposes of when its retention period has ended: the bytes of mails that have ended, and enquiries."""

from datetime import datetime
from typing import Final
from uuid import UUID

from shared import ids
from shared.postgres import Conn

# Walks the ledger in the order of ids, which is that of time; a mail that was planned long before it was due is judged by that.
LIST_BYTES: Final = """
select id from delivery
 where id > $1 and id < $2 and message is not null and due_at < $3 and status in ('sent', 'failed', 'bounced', 'cancelled')
 order by id limit 500
"""

DROP_BYTES: Final = "update delivery set message = null where id = any($1::uuid[])"

LIST_ENQUIRIES: Final = """
select organiser_id, id from snapshot
 where kind = 'enquiry' and (coalesce(body ->> 'answered_at', body ->> 'asked_at'))::timestamptz < $1
 order by id limit 500
"""


async def drop_bytes(conn: Conn, *, after: UUID, before: datetime) -> UUID | None:
    """Remove the bytes of up to 500 mails that ended before this time; return the last one's id, None if there was none."""
    found = [row["id"] for row in await conn.fetch(LIST_BYTES, after, ids.first_of(before), before)]
    if not found:
        return None
    await conn.execute(DROP_BYTES, found)
    last: UUID = found[-1]
    return last


async def list_enquiries(conn: Conn, *, before: datetime) -> list[tuple[UUID, UUID]]:
    """Return tenant and id of up to 500 enquiries that were asked, or answered, before this time."""
    return [(row["organiser_id"], row["id"]) for row in await conn.fetch(LIST_ENQUIRIES, before)]
