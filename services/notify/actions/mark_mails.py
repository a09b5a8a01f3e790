"""Marks the results of send attempts in the ledger (sent, failed, deferred) and which domains rest."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.notify.actions import tell_registration
from services.notify.actions.fix_mails import ReadyMail
from services.notify.domain import delivery
from services.notify.store import sending, workers
from services.notify.store.sending import DeliveryResult
from shared.postgres import Pool

log = logging.getLogger(__name__)


_EVENTS: Final = {"sent": "delivery.sent", "deferred": "delivery.deferred", "failed": "delivery.failed"}


class SendAttempt(msgspec.Struct, frozen=True):
    """The outcome of one mail. `returned`: not tried. `is_first`: its domain was not trusted before.

    `wait` is that of a returned mail; None: as long as its domain rests.
    """

    mail: ReadyMail
    outcome: Literal["sent", "refused", "transient", "returned"]
    answer: str | None = None
    is_first: bool = False
    wait: timedelta | None = None


async def mark_mails(
    pool: Pool,
    attempts: Sequence[SendAttempt],
    *,
    first_wait: timedelta,
    jitter: Callable[[], float],
    now: datetime,
) -> bool:
    """Mark all attempts in one transaction; return whether an event to registration was written.

    `jitter` returns a number between 0 and 1 at each call.
    """
    async with pool.acquire() as conn, conn.transaction():
        failing = sorted({attempt.mail.domain for attempt in attempts if attempt.outcome == "transient"})
        known = await workers.failures(conn, failing) if failing else {}
        rests = {
            domain: delivery.retry_wait(known.get(domain, 0) + 1, first_wait, jitter()) for domain in failing
        }
        results = [(attempt, _result(attempt, rests, first_wait, jitter(), now)) for attempt in attempts]
        await sending.lock_deliveries(conn, [attempt.mail.claimed for attempt, _ in results])
        marked: set[UUID] = set()
        for worker_id in {attempt.mail.worker_id for attempt, _ in results}:
            own_results = [result for attempt, result in results if attempt.mail.worker_id == worker_id]
            marked |= await sending.end(conn, worker_id, own_results)
        for domain, wait in rests.items():
            await workers.rest(conn, domain, wait)
        if (
            answering := {
                attempt.mail.domain for attempt in attempts if attempt.outcome == "sent" and attempt.is_first
            }
            - rests.keys()
        ):
            await workers.end_rest(conn, sorted(answering))
        final = [(attempt.mail.claimed, result) for attempt, result in results if result.id in marked]
        has_written = await tell_registration.of_invitations(conn, final, now)
    for attempt, result in results:
        if attempt.outcome != "returned":
            log.info(
                _EVENTS[result.status],
                extra={
                    "delivery_id": str(result.id),
                    "kind": attempt.mail.claimed.kind,
                    "attempt": attempt.mail.claimed.attempts + 1,
                    "correlation_id": attempt.mail.claimed.correlation_id,
                },
            )
    return has_written


def _result(
    attempt: SendAttempt, rests: dict[str, timedelta], first_wait: timedelta, jitter: float, now: datetime
) -> DeliveryResult:
    claimed = attempt.mail.claimed
    if attempt.outcome == "returned":
        wait = attempt.wait if attempt.wait is not None else rests.get(attempt.mail.domain, timedelta(0))
        return DeliveryResult(id=claimed.id, status="deferred", answer=attempt.answer, wait=wait)
    after = delivery.after_try(
        attempt.outcome,
        attempts=claimed.attempts + 1,
        first_try_at=claimed.first_try_at or now,
        expires_at=claimed.expires_at,
        now=now,
        first_wait=first_wait,
        jitter=jitter,
    )
    return DeliveryResult(id=claimed.id, status=after.status, answer=attempt.answer, tries=1, wait=after.wait)
