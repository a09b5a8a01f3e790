"""When somebody came to what a mail was about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from shared.delivery_life import DeliveryStep
from shared.postgres import Conn

JOINED: Final = """
select attended_at from seat
 where organiser_id = $1 and id = any($2::uuid[]) and attendance = 'present' and attended_at is not null
 order by attended_at, id
"""


async def of_seats(
    conn: Conn, organiser_id: UUID, seat_ids: Sequence[UUID], *, since: datetime | None
) -> list[DeliveryStep]:
    """Return a step for each of these seats whose holder was noted as present after the mail was planned."""
    rows = await conn.fetch(JOINED, organiser_id, seat_ids)
    return [
        DeliveryStep(kind="joined", at=row["attended_at"])
        for row in rows
        if since is not None and row["attended_at"] >= since
    ]
