"""Marks the results of send attempts in the ledger (sent, failed, deferred) and which domains rest."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID

import msgspec

from services.notify.actions import tell_registration
from services.notify.actions.dead_addresses import take_back_refusals
from services.notify.actions.fix_mails import ReadyMail
from services.notify.actions.take_reports import take_refusals
from services.notify.domain import delivery
from services.notify.domain.reports import DeadRules
from services.notify.store import sending, workers
from services.notify.store.sending import DeliveryResult
from shared.postgres import Conn, Pool

log = logging.getLogger(__name__)


_RULES: Final = DeadRules()
_EVENTS: Final = {"sent": "delivery.sent", "deferred": "delivery.deferred", "failed": "delivery.failed"}


class SendAttempt(msgspec.Struct, frozen=True):
    """The outcome of one mail. `returned`: not tried. `is_first`: its domain was not trusted before.

    `wait` is that of a returned mail; None: as long as its recipient or its domain rests. `domain_rests`: whether the
    domain is left alone after a transient failure, for the first wait or longer each time.
    """

    mail: ReadyMail
    outcome: Literal["sent", "refused", "transient", "returned"]
    answer: str | None = None
    is_first: bool = False
    wait: timedelta | None = None
    domain_rests: Literal["no", "briefly", "longer"] = "no"


class _Rests(NamedTuple):
    """How long domains rest after these attempts, and recipients by address."""

    domains: dict[str, timedelta]
    recipients: dict[str, timedelta]


async def mark_mails(
    pool: Pool,
    attempts: Sequence[SendAttempt],
    *,
    first_wait: timedelta,
    jitter: Callable[[], float],
    now: datetime,
    rules: DeadRules = _RULES,
) -> bool:
    """Mark all attempts in one transaction; return whether an event to registration was written.

    `jitter` returns a number between 0 and 1 at each call. `rules`: from when an address counts as dead.
    """
    async with pool.acquire() as conn, conn.transaction():
        rests = _Rests(await _domain_rests(conn, attempts, first_wait, jitter), {})
        # Those that were tried first: what waits for the same recipient waits as long.
        in_order = sorted(attempts, key=lambda attempt: attempt.outcome == "returned")
        results = [(attempt, _result(attempt, rests, first_wait, jitter(), now)) for attempt in in_order]
        await sending.lock_deliveries(conn, [attempt.mail.claimed for attempt, _ in results])
        marked: set[UUID] = set()
        for worker_id in {attempt.mail.worker_id for attempt, _ in results}:
            own_results = [result for attempt, result in results if attempt.mail.worker_id == worker_id]
            marked |= await sending.end(conn, worker_id, own_results)
        await _store_rests(conn, results, rests)
        final = [(attempt.mail.claimed, result) for attempt, result in results if result.id in marked]
        has_written = await tell_registration.of_invitations(conn, final, now)
        refused = [
            (result.id, attempt.answer)
            for attempt, result in results
            if attempt.outcome == "refused" and attempt.answer and result.id in marked
        ]
        has_written |= await take_refusals(conn, refused, rules=rules, now=now)
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


async def revive_mails(pool: Pool, delivery_ids: Sequence[UUID]) -> bool:
    """Let failed mails be tried again at once, as the same bytes: the relay refused all mail, and no address is dead.

    Returns whether an event to registration was written.
    """
    async with pool.acquire() as conn, conn.transaction():
        await sending.revive(conn, delivery_ids)
        return await take_back_refusals(conn, delivery_ids)


async def _domain_rests(
    conn: Conn, attempts: Sequence[SendAttempt], first_wait: timedelta, jitter: Callable[[], float]
) -> dict[str, timedelta]:
    """Return how long each failing domain rests: longer each time where it did not answer at all."""
    longer = sorted({attempt.mail.domain for attempt in attempts if attempt.domain_rests == "longer"})
    known = await workers.failures(conn, longer) if longer else {}
    briefly = {attempt.mail.domain: first_wait for attempt in attempts if attempt.domain_rests == "briefly"}
    return briefly | {
        domain: delivery.retry_wait(known.get(domain, 0) + 1, first_wait, jitter()) for domain in longer
    }


async def _store_rests(
    conn: Conn, results: Sequence[tuple[SendAttempt, DeliveryResult]], rests: _Rests
) -> None:
    """Store who rests from now on, and end the rests of those who have accepted mail again."""
    for domain, wait in rests.domains.items():
        await workers.rest(conn, domain, wait)
    people = {
        attempt.mail.claimed.person_id: rests.recipients[attempt.mail.recipient]
        for attempt, _ in results
        if attempt.mail.claimed.person_id is not None and attempt.mail.recipient in rests.recipients
    }
    if people:
        await workers.rest_people(conn, people)
    sent = [attempt for attempt, _ in results if attempt.outcome == "sent"]
    if answering := {attempt.mail.domain for attempt in sent if attempt.is_first} - rests.domains.keys():
        await workers.end_rest(conn, sorted(answering))
    recovered = {attempt.mail.claimed.person_id for attempt in sent if attempt.mail.claimed.attempts > 0}
    if recovered := recovered - people.keys() - {None}:
        await workers.end_rest_of_people(conn, sorted(filter(None, recovered)))


def _result(
    attempt: SendAttempt, rests: _Rests, first_wait: timedelta, jitter: float, now: datetime
) -> DeliveryResult:
    """Return what the ledger says after an attempt; adds the rest of a recipient who was refused for now to `rests`."""
    claimed, mail = attempt.mail.claimed, attempt.mail
    if attempt.outcome == "returned":
        wait = attempt.wait
        if wait is None:
            wait = rests.recipients.get(mail.recipient) or rests.domains.get(mail.domain) or timedelta(0)
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
    if after.wait is not None and attempt.domain_rests != "longer":
        rests.recipients[mail.recipient] = after.wait
    return DeliveryResult(id=claimed.id, status=after.status, answer=attempt.answer, tries=1, wait=after.wait)
