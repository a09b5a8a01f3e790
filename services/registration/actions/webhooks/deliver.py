"""Claims messages that are due, and notes what came of each attempt. Nothing is sent while a transaction is open."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.actions.webhooks.send_again import LEASE
from services.registration.domain.caller import Initiator
from services.registration.domain.errors import NotFound
from services.registration.domain.webhooks.webhook import (
    TEST,
    Attempt,
    DueMessage,
    Webhook,
    is_to_be_switched_off,
    next_wait,
)
from services.registration.store.transaction import transaction
from services.registration.store.webhooks import messages, webhooks
from shared.postgres import Pool

MOST_AT_ONCE: Final = 4


@permitted("webhook.deliver")
async def claim(pool: Pool, initiator: Initiator, busy: Collection[UUID]) -> list[DueMessage]:  # noqa: ARG001 - who
    """Claim what is due, a few for each webhook that this process does not tell already."""
    async with transaction(pool) as conn:
        return await messages.claim(conn, busy=list(busy), most_each=MOST_AT_ONCE, lease=LEASE)


@permitted("webhook.deliver")
async def settle(pool: Pool, initiator: Initiator, message: DueMessage, attempt: Attempt) -> None:
    """Note an attempt: the message is done, waits for the next, or has failed; the webhook may be switched off by it.

    One that could not be made fails at once: the next try would end the same way.
    """
    failures = 0 if attempt.is_delivered else message.failures + 1
    wait = next_wait(failures) if attempt.is_made and not attempt.is_delivered else None
    async with transaction(pool) as conn:
        try:
            webhook = await webhooks.lock(conn, message.organiser_id, message.webhook_id)
        except NotFound:
            return  # deleted meanwhile, with its messages
        is_ours = await messages.settle(conn, message, attempt, failures=failures, wait=wait)
        if is_ours and (after := _after(webhook, message, attempt, initiator.now)) != webhook:
            await webhooks.note(conn, after)


def _after(webhook: Webhook, message: DueMessage, attempt: Attempt, now: datetime) -> Webhook:
    """The webhook after an attempt. A test of one that is not on says nothing about it, nor does what was never sent."""
    if webhook.status != "on" or not attempt.is_made:
        return webhook
    if attempt.is_delivered:
        return msgspec.structs.replace(webhook, failing_since=None)
    failing = msgspec.structs.replace(webhook, failing_since=webhook.failing_since or now)
    if message.kind != TEST and is_to_be_switched_off(failing, attempt, now):
        return msgspec.structs.replace(failing, status="off")
    return failing
