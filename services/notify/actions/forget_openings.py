"""Deletes addresses that are kept for one mail, a week after it: of people who asked to hear of an opening, of staff who got a link."""

from datetime import datetime, timedelta
from typing import Final

from services.notify.store import openings
from shared.postgres import Pool
from shared.service import periodic_tasks

# A bounce arrives within days, and can only be assigned while the row is there.
_KEPT: Final = timedelta(days=7)
_EVERY: Final = timedelta(hours=1)


async def forget_openings(pool: Pool, *, now: datetime) -> None:
    """Delete those that are older than a week; at most once an hour, among all workers."""
    async with pool.acquire() as conn:
        if not await periodic_tasks.claim(conn, "openings.forget", _EVERY):
            return
        async with conn.transaction():
            await openings.scrub_unmailed(conn)
            if mailed := await openings.list_mailed(conn, before=now - _KEPT):
                await openings.forget(conn, mailed)
