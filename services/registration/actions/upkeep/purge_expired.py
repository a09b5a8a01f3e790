"""What was left with us for a time and is not needed any more is let go of."""

from datetime import datetime, timedelta
from typing import Final

from services.registration.store import interests, rate_limits, receipts
from services.registration.store.transaction import transaction
from shared.postgres import Pool

# What the page promises whoever waits for an opening.
_WAITS: Final = timedelta(days=365)
_COUNTED: Final = timedelta(days=1)
_RECEIPTS: Final = timedelta(hours=1)


async def forget(pool: Pool, *, now: datetime) -> None:
    """Delete addresses that have waited a year, yesterday's counts of posts, and receipts that nobody is shown any more."""
    async with transaction(pool) as conn:
        await interests.forget(conn, before=now - _WAITS)
        await rate_limits.forget(conn, before=now - _COUNTED)
        await receipts.forget(conn, before=now - _RECEIPTS)
