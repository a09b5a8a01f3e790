"""What was left with us for a time and is not needed any more is let go of."""

from datetime import datetime, timedelta
from typing import Final

from services.registration.store import interests, posted
from services.registration.store.transaction import transaction
from shared.postgres import Pool

# What the page promises whoever waits for an opening.
_WAITS: Final = timedelta(days=365)
_COUNTED: Final = timedelta(days=1)


async def forget(pool: Pool, *, now: datetime) -> None:
    """Delete addresses that have waited a year, and yesterday's counts of posts."""
    async with transaction(pool) as conn:
        await interests.forget(conn, before=now - _WAITS)
        await posted.forget(conn, before=now - _COUNTED)
