"""Deletes what notify keeps for a time only."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.notify.store import disposal, inbound_messages, mail_counts, openings
from shared.postgres import Pool
from shared.service import periodic_tasks

_EVERY: Final = timedelta(hours=1)
_NIGHTLY: Final = timedelta(hours=24)


async def purge_expired(
    pool: Pool, *, keep_bytes_days: int, keep_inbound_days: int, keep_enquiries_days: int, now: datetime
) -> None:
    """Delete yesterday's counts each hour; dispose of the bytes of old mails and of old enquiries each night. 0 days: never."""
    async with pool.acquire() as conn:
        if await periodic_tasks.claim(conn, "expired.purge", _EVERY):
            async with conn.transaction():
                await mail_counts.forget(conn)
        if not await periodic_tasks.claim(conn, "disposal", _NIGHTLY):
            return
    if keep_bytes_days:
        await _drop_bytes(pool, now - timedelta(days=keep_bytes_days))
    if keep_inbound_days:
        await _drop_inbound(pool, now - timedelta(days=keep_inbound_days))
    if keep_enquiries_days:
        await _forget_enquiries(pool, now - timedelta(days=keep_enquiries_days))


async def _drop_bytes(pool: Pool, before: datetime) -> None:
    """One short transaction for each 500 mails."""
    after: UUID | None = UUID(int=0)
    while after is not None:
        async with pool.acquire() as conn, conn.transaction():
            after = await disposal.drop_bytes(conn, after=after, before=before)


async def _drop_inbound(pool: Pool, before: datetime) -> None:
    has_more = True
    while has_more:
        async with pool.acquire() as conn, conn.transaction():
            has_more = await inbound_messages.drop_bytes(conn, before=before)


async def _forget_enquiries(pool: Pool, before: datetime) -> None:
    while True:
        async with pool.acquire() as conn, conn.transaction():
            found = await disposal.list_enquiries(conn, before=before)
            if not found:
                return
            await openings.forget(conn, found)
