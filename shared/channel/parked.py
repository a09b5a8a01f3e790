"""The parked events of an outbox, for an operator: which, why and since when, without what they say of people."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from shared.postgres import Conn

LIST: Final = """
select id, organiser_id, kind, reason, made_at, answered_at as parked_at, correlation_id
  from outbox
 where status = 'parked'
 order by seq
 limit $1
"""


class ParkedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event that its receiver could not handle. `reason` is the name of the fault, as the receiver's log has it."""

    id: UUID
    organiser_id: UUID
    kind: str
    reason: str | None
    made_at: datetime
    parked_at: datetime | None
    correlation_id: str | None


async def list_parked(conn: Conn, *, most: int) -> list[ParkedEvent]:
    """Return the oldest parked events."""
    return [msgspec.convert(dict(row), ParkedEvent) for row in await conn.fetch(LIST, most)]
