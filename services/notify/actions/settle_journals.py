"""Marks what dead workers had handed over before they died, by their journals."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.notify.actions.fix_mails import ReadyMail
from services.notify.actions.journal import AcceptedMail, Journal
from services.notify.actions.mark_mails import SendAttempt, mark_mails
from services.notify.store import sending
from services.notify.store.sending import ClaimedDelivery
from shared.postgres import Pool

_CHUNK: Final = 500


async def settle_journals(pool: Pool, journal: Journal, worker_id: UUID, *, now: datetime) -> bool:
    """Mark every mail as sent that another worker of this folder has noted as accepted; remove the files of the dead.

    Returns whether an event to registration was written. Runs before the claims of dead workers are given back.
    """
    has_written = False
    for left in journal.of_others():
        for start in range(0, len(left.mails), _CHUNK):
            has_written |= await _mark(pool, left.mails[start : start + _CHUNK], worker_id, now)
        left.remove()
    return has_written


async def _mark(pool: Pool, accepted: Sequence[AcceptedMail], worker_id: UUID, now: datetime) -> bool:
    replies = {mail.delivery_id: mail.reply for mail in accepted}
    async with pool.acquire() as conn:
        claimed = await sending.accepted(
            conn, [mail.delivery_id for mail in accepted], [mail.revision for mail in accepted]
        )
    attempts = [SendAttempt(_handed_over(claim, worker_id), "sent", replies[claim.id]) for claim in claimed]
    if not attempts:
        return False
    return await mark_mails(pool, attempts, first_wait=timedelta(0), jitter=lambda: 0.0, now=now)


def _handed_over(claim: ClaimedDelivery, worker_id: UUID) -> ReadyMail:
    """A mail that is only marked: without its bytes."""
    return ReadyMail(
        claimed=claim,
        worker_id=worker_id,
        domain=claim.domain,
        envelope_from="",
        to=claim.to_address or "",
        message=b"",
    )
