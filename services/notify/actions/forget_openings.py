"""Whoever was told that registration has opened asked for one mail: a week later we know nothing of them."""

from datetime import datetime, timedelta
from typing import Final

from services.notify.store import openings
from shared import periodic_tasks
from shared.postgres import Pool

# A bounce comes within days, and says nothing without the row.
_KEPT: Final = timedelta(days=7)
_EVERY: Final = timedelta(hours=1)


async def forget_openings(pool: Pool, *, now: datetime) -> None:
    """Forget those whose week is over; once an hour, for all workers."""
    async with pool.acquire() as conn:
        if not await periodic_tasks.claim(conn, "openings.forget", _EVERY):
            return
        async with conn.transaction():
            if told := await openings.list_told(conn, before=now - _KEPT):
                await openings.forget(conn, told)
