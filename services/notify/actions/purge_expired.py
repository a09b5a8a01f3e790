"""Deletes what notify keeps for a time only."""

from datetime import timedelta
from typing import Final

from services.notify.store import mail_counts
from shared import periodic_tasks
from shared.postgres import Pool

_EVERY: Final = timedelta(hours=1)


async def purge_expired(pool: Pool) -> None:
    """Delete yesterday's counts of mails; at most once an hour, among all workers."""
    async with pool.acquire() as conn:
        if await periodic_tasks.claim(conn, "expired.purge", _EVERY):
            async with conn.transaction():
                await mail_counts.forget(conn)
