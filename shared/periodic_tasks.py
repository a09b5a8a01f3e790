"""Periodic work is claimed in the database, once for all replicas (docs/architecture.md, What runs where)."""

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
    """Say whether it is ours to do this now; nobody else is told so until `every` has passed."""
    return bool(await conn.fetchval(CLAIM, name, every))
