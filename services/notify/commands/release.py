"""`kallelse release`: sends the mails that a restore has put on hold (status `held`)."""

from datetime import datetime

from services.notify.store import on_hold
from services.notify.store.on_hold import HoldCount
from shared.postgres import connect


async def run(database_url: str, *, dry_run: bool, lost_at: datetime | None = None) -> list[HoldCount]:
    """Return how many mails of each kind are on hold, and release them unless `dry_run`.

    `lost_at`: when the old installation stopped sending; reminders due before then are not sent again.
    """
    conn = await connect(database_url, "notify")
    try:
        async with conn.transaction():
            found = await on_hold.by_kind(conn)
            if not dry_run:
                await on_hold.release(conn, lost_at=lost_at)
    finally:
        await conn.close()
    return found
