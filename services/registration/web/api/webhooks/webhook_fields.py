"""The wire structs of webhooks."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.registration.domain.webhooks.webhook import (
    AttemptOutcome,
    MessageStatus,
    WebhookKind,
    WebhookStatus,
)
from services.registration.web.api.kit.changes import changes_of
from services.registration.web.api.kit.fields import Link, Name, RequestBody, Resource
from services.registration.web.api.kit.request import ListQuery

Kinds = Annotated[list[WebhookKind], msgspec.Meta(min_length=1)]


class ShownWebhook(Resource, frozen=True, kw_only=True):
    """Status `paused`: messages wait. `off`: switched off here, since nothing got through for three days, or it answered 410.

    `failing_since`: when the first attempt failed since one got through. `two_secrets_until`: until when messages are
    signed by the secret before too.
    """

    name: str
    url: str
    kinds: list[WebhookKind]
    status: WebhookStatus
    failing_since: datetime | None
    two_secrets_until: datetime | None
    created_at: datetime
    version: int


class WebhookWithSecret(ShownWebhook, frozen=True, kw_only=True):
    """`secret` is shown once: null where the same `Idempotency-Key` asks again."""

    secret: str | None


class NewWebhookBody(RequestBody, frozen=True, kw_only=True):
    """`url` begins with https:// and leads to the public internet."""

    name: Name
    url: Link
    kinds: Kinds


WebhookChangesBody = changes_of(
    NewWebhookBody,
    "WebhookChangesBody",
    doc='`status`: "paused" lets messages wait, "on" sends them, and begins anew where it was off.',
    more={"status": Literal["on", "paused"]},
)


class ShownAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt; `code`: the HTTP status, if one was answered. What else was answered is not kept."""

    number: int
    at: datetime
    outcome: AttemptOutcome
    code: int | None
    milliseconds: int


class ShownMessage(Resource, frozen=True, kw_only=True):
    """One message: what changed, and each attempt, the newest first. `id` is the message's `webhook-id`.

    `next_at`: when it is tried; null while its webhook is paused or off. Outcome `not_made`: what it was to say could not be
    put together here; it is sent again only when asked.
    """

    webhook_id: UUID
    type: str
    subject_id: UUID
    happened_at: datetime
    status: MessageStatus
    attempts: int
    next_at: datetime | None
    log: list[ShownAttempt]


class MessageQuery(ListQuery, frozen=True, kw_only=True):
    """`status=failed`: only those that are not tried again by themselves."""

    status: Literal["failed"] | None = None


class ResentMessages(msgspec.Struct, frozen=True, kw_only=True):
    """How many are tried again."""

    resent: int
