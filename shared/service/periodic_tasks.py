"""Periodic work is claimed in the database, so that one replica does it for all."""

from datetime import timedelta
from typing import Final

from shared.postgres import Conn

CLAIM: Final = """
insert into chore (name, done_at) values ($1, clock_timestamp())
on conflict (name) do update set done_at = excluded.done_at
 where chore.done_at <= excluded.done_at - $2::interval
returning true
"""


async def claim(conn: Conn, name: str, every: timedelta) -> bool:
    """Return whether this process is to do the task now; True again, for any replica, once `every` has passed."""
    return bool(await conn.fetchval(CLAIM, name, every))
