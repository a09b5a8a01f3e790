"""Delivers webhook messages: a loop that claims what is due, and one task for each webhook that is being told.

A webhook that is slow holds up no other. What this process does not finish, because it is stopped or killed, is due again
when its lease ends (architecture rule 6); the other side knows a message that comes twice by its id.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.registration.actions.webhooks import deliver
from services.registration.domain.caller import system
from services.registration.domain.errors import NotFound
from services.registration.domain.webhooks import signature
from services.registration.domain.webhooks.webhook import Attempt, DueMessage
from services.registration.store.transaction import reading
from services.registration.store.webhooks import webhooks
from services.registration.web.services import Services
from services.registration.web.webhooks import payload
from services.registration.web.webhooks.outside_post import OutsidePost
from shared import times
from shared.postgres import is_passing
from shared.service import loops

log: Final = logging.getLogger(__name__)

_MOST_WEBHOOKS: Final = 25
_HEADERS: Final = {
    "content-type": "application/json",
    "user-agent": "Kallelse-Webhooks/1",
    "accept-encoding": "identity",
}


class WebhookDeliveries:
    """The deliveries of this process; `step` starts those that are due."""

    def __init__(self, services: Services, post: OutsidePost) -> None:
        self._services = services
        self._post = post
        self._told: dict[UUID, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            await loops.forever("webhooks", self.step, wake=self._wake)
        finally:
            for task in self._told.values():
                task.cancel()
            await asyncio.gather(*self._told.values(), return_exceptions=True)
            await self._post.aclose()

    async def step(self) -> bool:
        """Start what is due, and return at once; a webhook that is being told is asked about again when it is done."""
        if len(self._told) >= _MOST_WEBHOOKS:
            return False
        due = await deliver.claim(self._services.pool, system(times.now()), self._told)
        by_webhook: dict[UUID, list[DueMessage]] = {}
        for message in due:
            by_webhook.setdefault(message.webhook_id, []).append(message)
        for webhook_id, messages in by_webhook.items():
            self._told[webhook_id] = asyncio.create_task(self._tell(webhook_id, messages))
        return False

    async def drain(self) -> None:
        """Deliver everything that is due now, and wait for it."""
        await self.step()
        while self._told:
            await asyncio.gather(*self._told.values())
            await self.step()

    async def _tell(self, webhook_id: UUID, messages: Sequence[DueMessage]) -> None:
        """Deliver these; if more of the same webhook is due, the next step finds it at once."""
        try:
            await asyncio.gather(*(self._deliver(message) for message in messages))
        finally:
            self._told.pop(webhook_id, None)
            self._wake.set()

    async def _deliver(self, message: DueMessage) -> None:
        facts = {"webhook_id": message.webhook_id, "message_id": message.id}
        try:
            attempt = await self._attempt(message)
            if attempt is None:
                return
            await deliver.settle(self._services.pool, system(times.now()), message, attempt)
        except Exception:
            # Due again when the lease ends.
            log.exception("webhook.undecided", extra=facts)
            return
        level = logging.INFO if attempt.is_delivered else logging.WARNING
        log.log(level, "webhook.attempt", extra={**facts, "outcome": attempt.outcome, "status": attempt.code})

    async def _attempt(self, message: DueMessage) -> Attempt | None:
        """Read, sign, and post; nothing is open in the database meanwhile. None: the webhook is gone."""
        services, now = self._services, times.now()
        try:
            async with reading(services.pool) as conn:
                webhook = await webhooks.get(conn, message.organiser_id, message.webhook_id)
        except NotFound:
            return None
        secrets = signature.secrets_of(webhook, services.settings.keys(), now)
        if not secrets:
            return Attempt(outcome="no_key")
        body = await self._body(message)
        if body is None:
            return Attempt(outcome="not_made")
        signed = signature.headers(str(message.id), now, body, secrets)
        return await self._post.post(webhook.url, body, {**_HEADERS, **signed})

    async def _body(self, message: DueMessage) -> bytes | None:
        """What the message says; None if it cannot be made, which the next try would not change."""
        try:
            return await payload.body_of(self._services, message)
        except Exception as error:
            if is_passing(error):
                raise
            facts = {"webhook_id": message.webhook_id, "message_id": message.id}
            log.exception("webhook.not_made", extra=facts)
            return None
