"""Deletes what notify keeps for a time only."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.notify.actions.tell_person_mails import tell_person_mails
from services.notify.store import (
    delivery_steps,
    disposal,
    inbound_messages,
    mail_counts,
    mail_reports,
    openings,
    person_mails,
)
from shared import times
from shared.postgres import Pool
from shared.service import periodic_tasks

_EVERY: Final = timedelta(hours=1)
_NIGHTLY: Final = timedelta(hours=24)
# Reports count for less (domain/reports.py). An absence of which no end is known is one of weeks.
_KEEP_REPORTS: Final = timedelta(days=90)
_KEEP_ABSENCES: Final = timedelta(days=30)


async def purge_expired(
    pool: Pool, *, keep_bytes_days: int, keep_inbound_days: int, keep_enquiries_days: int, now: datetime
) -> None:
    """Delete yesterday's counts each hour; dispose of the bytes of old mails, of old reports and enquiries each night. 0 days: never."""
    async with pool.acquire() as conn:
        if await periodic_tasks.claim(conn, "expired.purge", _EVERY):
            async with conn.transaction():
                await mail_counts.forget(conn)
        if not await periodic_tasks.claim(conn, "disposal", _NIGHTLY):
            return
    await _forget_reports(pool, now)
    if keep_bytes_days:
        await _drop_bytes(pool, now - timedelta(days=keep_bytes_days))
        async with pool.acquire() as conn:
            await delivery_steps.forget(conn, now - timedelta(days=keep_bytes_days))
    if keep_inbound_days:
        await _drop_inbound(pool, now - timedelta(days=keep_inbound_days))
    if keep_enquiries_days:
        await _forget_enquiries(pool, now - timedelta(days=keep_enquiries_days))


async def _forget_reports(pool: Pool, now: datetime) -> None:
    """Delete reports that count for nothing any more, and absences that are over."""
    async with pool.acquire() as conn, conn.transaction():
        await mail_reports.forget(conn, now - _KEEP_REPORTS)
        ended = await person_mails.end_absences(
            conn, today=times.local(now).date(), before=now - _KEEP_ABSENCES
        )
        for organiser_id, person_ids in sorted(ended.items()):
            await tell_person_mails(conn, organiser_id, person_ids)


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
