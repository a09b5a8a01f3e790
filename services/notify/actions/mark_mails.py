"""Write down what came of tries: sent, failed, or to be tried again; and which domains rest."""

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
    """What came of one mail. `returned`: it was not tried at all. `is_first`: nobody knew that its domain answers."""

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
    """Mark them all in one transaction; say whether registration was told of any."""
    async with pool.acquire() as conn, conn.transaction():
        failing = sorted({one.mail.domain for one in attempts if one.outcome == "transient"})
        known = await workers.failures(conn, failing) if failing else {}
        rests = {
            domain: delivery.retry_wait(known.get(domain, 0) + 1, first_wait, jitter()) for domain in failing
        }
        ends = [(one, _end(one, rests, first_wait, jitter(), now)) for one in attempts]
        await sending.lock_deliveries(conn, [one.mail.claimed for one, _ in ends])
        ended: set[UUID] = set()
        for worker_id in {one.mail.worker_id for one, _ in ends}:
            ours = [end for one, end in ends if one.mail.worker_id == worker_id]
            ended |= await sending.end(conn, worker_id, ours)
        for domain, wait in rests.items():
            await workers.rest(conn, domain, wait)
        if (
            answering := {one.mail.domain for one in attempts if one.outcome == "sent" and one.is_first}
            - rests.keys()
        ):
            await workers.end_rest(conn, sorted(answering))
        final = [(one.mail.claimed, end) for one, end in ends if end.id in ended]
        has_told = await tell_registration.of_invitations(conn, final, now)
    for one, end in ends:
        if one.outcome != "returned":
            log.info(
                _EVENTS[end.status],
                extra={
                    "delivery_id": str(end.id),
                    "kind": one.mail.claimed.kind,
                    "attempt": one.mail.claimed.attempts + 1,
                    "correlation_id": one.mail.claimed.correlation_id,
                },
            )
    return has_told


def _end(
    one: SendAttempt, rests: dict[str, timedelta], first_wait: timedelta, jitter: float, now: datetime
) -> DeliveryResult:
    claimed = one.mail.claimed
    if one.outcome == "returned":
        wait = one.wait if one.wait is not None else rests.get(one.mail.domain, timedelta(0))
        return DeliveryResult(id=claimed.id, status="deferred", answer=one.answer, wait=wait)
    after = delivery.after_try(
        one.outcome,
        attempts=claimed.attempts + 1,
        first_try_at=claimed.first_try_at or now,
        expires_at=claimed.expires_at,
        now=now,
        first_wait=first_wait,
        jitter=jitter,
    )
    return DeliveryResult(id=claimed.id, status=after.status, answer=one.answer, tries=1, wait=after.wait)
