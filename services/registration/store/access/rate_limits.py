"""Rows of `posted`: uses of the public forms per client and hour, counted across replicas."""

from datetime import datetime
from typing import Final
from uuid import UUID

from shared.postgres import Conn

COUNT: Final = """
insert into posted (organiser_id, who, hour_at) values ($1, $2, date_trunc('hour', $3::timestamptz))
on conflict (organiser_id, who, hour_at) do update set times = posted.times + 1
returning times
"""

TAKE_BACK: Final = """
update posted set times = times - 1
 where organiser_id = $1 and who = $2 and hour_at = date_trunc('hour', $3::timestamptz) and times > 0
"""

FORGET: Final = "delete from posted where hour_at < $1"


async def count(conn: Conn, organiser_id: UUID, who: bytes, *, now: datetime) -> int:
    """Count one use by the client with this hash; return the number within the current clock hour."""
    times: int = await conn.fetchval(COUNT, organiser_id, who, now)
    return times


async def take_back(conn: Conn, organiser_id: UUID, who: bytes, *, now: datetime) -> None:
    """Count one use less; `now` as it was counted."""
    await conn.execute(TAKE_BACK, organiser_id, who, now)


async def forget(conn: Conn, *, before: datetime) -> None:
    await conn.execute(FORGET, before)
