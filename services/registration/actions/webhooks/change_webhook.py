"""Adds, changes, pauses, rotates and deletes a webhook."""

from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.actions.webhooks.send_again import LEASE
from services.registration.domain.audit import changed_fields, new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import FieldsRefused, VersionConflict
from services.registration.domain.form import FieldError
from services.registration.domain.webhooks import signature
from services.registration.domain.webhooks.webhook import (
    MOST,
    SECRETS_OVERLAP,
    NewWebhook,
    Webhook,
    WebhookChanges,
    require_sound,
)
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from services.registration.store.webhooks import messages, webhooks
from shared import ids
from shared.links import LinkKey
from shared.postgres import Pool

# What changes by itself, or says nothing to a reader of the log.
_NOT_LOGGED: Final = (
    "generation",
    "key_number",
    "previous_generation",
    "previous_key_number",
    "previous_until",
    "failing_since",
    "created_at",
)


@permitted("webhook.create")
async def create(
    pool: Pool,
    caller: Caller,
    new: NewWebhook,
    *,
    keys: Sequence[LinkKey],
    anywhere: bool,
    webhook_id: UUID | None = None,
) -> tuple[UUID, str]:
    """Add a webhook, and return its id and its secret.

    Raises `FieldsRefused`, `InUse` for its name, and `AlreadyMade` if there is one with this id.
    """
    require_sound(new, anywhere=anywhere)
    it = Webhook(
        organiser_id=caller.organiser_id,
        id=webhook_id or ids.new(),
        key_number=keys[0].number,
        created_at=caller.now,
        **msgspec.structs.asdict(new),
    )
    async with transaction(pool) as conn:
        if await webhooks.count_locked(conn, caller.organiser_id) >= MOST:
            raise FieldsRefused([FieldError("name", "too_many", MOST)])
        await webhooks.insert(conn, it)
        await audit.write(conn, caller, "webhook.create", ("webhook", it.id), after=new_fields(new))
    return it.id, _shown(it, keys)


@permitted("webhook.change")
async def change(
    pool: Pool,
    caller: Caller,
    webhook_id: UUID,
    changes: WebhookChanges,
    *,
    version: int | None,
    anywhere: bool,
) -> None:
    """Store the changed fields; what waits goes when it is switched on. Raises as `create`, and `VersionConflict`."""
    async with transaction(pool) as conn:
        current = await webhooks.lock(conn, caller.organiser_id, webhook_id)
        if version is not None and version != current.version:
            raise VersionConflict(webhook_id)
        changed = changes.apply(current)
        require_sound(changed, anywhere=anywhere)
        if is_switched_on := changed.status == "on" and current.status != "on":
            changed = msgspec.structs.replace(changed, failing_since=None)
        await webhooks.update(conn, changed)
        if is_switched_on:
            await messages.hurry(conn, webhook_id, lease=LEASE)
        before, after = changed_fields(_logged(current), _logged(changed))
        await audit.write(conn, caller, "webhook.change", ("webhook", webhook_id), before=before, after=after)


@permitted("webhook.change")
async def switch(pool: Pool, caller: Caller, webhook_id: UUID, status: Literal["on", "paused"]) -> None:
    """Pause a webhook, or let it be told again; what waited meanwhile goes then."""
    await change(pool, caller, webhook_id, WebhookChanges(status=status), version=None, anywhere=True)


@permitted("webhook.rotate")
async def rotate(pool: Pool, caller: Caller, webhook_id: UUID, *, keys: Sequence[LinkKey]) -> str:
    """Give it a new secret and return it; messages are signed by the one before too for a day. Raises `NotFound`."""
    async with transaction(pool) as conn:
        await webhooks.lock(conn, caller.organiser_id, webhook_id)
        await webhooks.rotate(
            conn,
            caller.organiser_id,
            webhook_id,
            key_number=keys[0].number,
            previous_until=caller.now + SECRETS_OVERLAP,
        )
        rotated = await webhooks.get(conn, caller.organiser_id, webhook_id)
        await audit.write(conn, caller, "webhook.rotate", ("webhook", webhook_id))
    return _shown(rotated, keys)


@permitted("webhook.delete")
async def delete(pool: Pool, caller: Caller, webhook_id: UUID) -> None:
    """Delete a webhook with its log. Raises `NotFound`."""
    async with transaction(pool) as conn:
        await webhooks.delete(conn, caller.organiser_id, webhook_id)
        await audit.write(conn, caller, "webhook.delete", ("webhook", webhook_id))


def _shown(it: Webhook, keys: Sequence[LinkKey]) -> str:
    return signature.shown_secret(signature.secret(it.id, it.generation, keys[0]))


def _logged(it: Webhook) -> dict[str, object]:
    return {name: value for name, value in msgspec.structs.asdict(it).items() if name not in _NOT_LOGGED}
