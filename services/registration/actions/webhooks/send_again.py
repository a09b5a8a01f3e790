"""Sends a test to a webhook, and messages again that have failed."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import SentTooOften
from services.registration.domain.webhooks.webhook import MOST_RESENT, MOST_TESTS
from services.registration.store.access import audit, rate_limits
from services.registration.store.transaction import transaction
from services.registration.store.webhooks import messages, webhooks
from shared.postgres import Conn, Pool

# For as long a message belongs to the process that tries it: longer than any attempt takes.
LEASE: Final = timedelta(seconds=60)
# What is counted of an organiser within an hour.
_TESTS: Final = b"webhook tests"
_RESENT: Final = b"webhook resent"


@permitted("webhook.test")
async def send_test(pool: Pool, caller: Caller, webhook_id: UUID) -> UUID:
    """Write a test message, which goes to a paused webhook too; return its id. Raises `NotFound` and `SentTooOften`."""
    async with transaction(pool) as conn:
        await webhooks.get(conn, caller.organiser_id, webhook_id)
        await _spend(conn, caller, _TESTS, MOST_TESTS)
        message_id = await messages.tell_test(conn, caller.organiser_id, webhook_id)
        await audit.write(conn, caller, "webhook.test", ("webhook", webhook_id))
    return message_id


@permitted("webhook.resend")
async def resend(pool: Pool, caller: Caller, message_id: UUID) -> UUID:
    """Let a message be tried now, also one that has got through; return its webhook. Raises `NotFound` and `SentTooOften`."""
    async with transaction(pool) as conn:
        found = await messages.get(conn, caller.organiser_id, message_id)
        await _spend(conn, caller, _RESENT, MOST_RESENT)
        await messages.resend(conn, caller.organiser_id, message_id, lease=LEASE)
        await audit.write(
            conn,
            caller,
            "webhook.resend",
            ("webhook", found.webhook_id),
            after={"message_id": str(message_id)},
        )
    return found.webhook_id


@permitted("webhook.resend")
async def resend_failed(pool: Pool, caller: Caller, webhook_id: UUID) -> int:
    """Let every failed message of a webhook be tried now; return how many. Raises `NotFound` and `SentTooOften`."""
    async with transaction(pool) as conn:
        await webhooks.get(conn, caller.organiser_id, webhook_id)
        await _spend(conn, caller, _RESENT, MOST_RESENT)
        count = await messages.resend_failed(conn, caller.organiser_id, webhook_id)
        if count:
            await audit.write(conn, caller, "webhook.resend", ("webhook", webhook_id), after={"count": count})
    return count


async def _spend(conn: Conn, caller: Caller, what: bytes, most: int) -> None:
    if await rate_limits.count(conn, caller.organiser_id, what, now=caller.now) > most:
        raise SentTooOften
