"""Who was told that registration has opened: forgotten when the mail has gone and nothing can come back of it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from shared.postgres import Conn

LIST_TOLD: Final = """
select s.organiser_id, s.id as unit_id
  from snapshot s
  join delivery d on d.organiser_id = s.organiser_id and d.unit_id = s.id
 where s.kind = 'opening' and d.due_at < $1 and d.status in ('sent', 'failed', 'bounced', 'cancelled')
 order by s.id limit 500
"""

FORGET_SNAPSHOTS: Final = "delete from snapshot where kind = 'opening' and id = any($1::uuid[])"

# The row stays, so that no replay mails it again; the address, the domain and the words go.
FORGET_DELIVERIES: Final = """
update delivery
   set to_address = null, subject = null, message = null, domain = '', last_answer = null, revision = revision + 1
 where organiser_id = any($1::uuid[]) and unit_id = any($2::uuid[])
"""


async def list_told(conn: Conn, *, before: datetime) -> list[tuple[UUID, UUID]]:
    """Tenant and unit of openings that were told before this time."""
    return [(row["organiser_id"], row["unit_id"]) for row in await conn.fetch(LIST_TOLD, before)]


async def forget(conn: Conn, told: list[tuple[UUID, UUID]]) -> None:
    """Take their addresses out of the ledger, and what they were told out of the read model."""
    unit_ids = [unit_id for _, unit_id in told]
    await conn.execute(FORGET_SNAPSHOTS, unit_ids)
    await conn.execute(FORGET_DELIVERIES, sorted({organiser_id for organiser_id, _ in told}), unit_ids)
