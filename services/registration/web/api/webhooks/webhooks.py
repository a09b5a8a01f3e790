"""/api/v1/webhooks: addresses that are told of changes. For admins only."""

from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.actions.webhooks import change_webhook, send_again
from services.registration.domain.webhooks.webhook import NewWebhook, Webhook, in_order
from services.registration.store.transaction import reading
from services.registration.store.webhooks import messages, webhooks
from services.registration.store.webhooks.messages import WebhookMessage
from services.registration.web.api.cohorts import EmptyBody
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_to
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
)
from services.registration.web.api.webhooks.webhook_fields import (
    MessageQuery,
    NewWebhookBody,
    ResentMessages,
    ShownAttempt,
    ShownMessage,
    ShownWebhook,
    WebhookChangesBody,
    WebhookWithSecret,
)

_NEWEST: Final = UUID(int=2**128 - 1)


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(ListQuery)
    async with reading(request.pool) as conn:
        rows = await webhooks.list_after(
            conn, request.organiser_id, after=read_cursor(query).id, limit=fetch_limit(query)
        )
    return ApiResponse(body=page(rows, query, _shown))


async def load(request: ApiRequest, webhook_id: UUID) -> ShownWebhook:
    async with reading(request.pool) as conn:
        return _shown(await webhooks.get(conn, request.organiser_id, webhook_id))


async def create(request: ApiRequest) -> ApiResponse:
    """Answers 201 with the secret; a response that is kept for an `Idempotency-Key` has none."""
    body = request.read(NewWebhookBody)
    settings = request.services.settings
    webhook_id, secret = await change_webhook.create(
        request.pool,
        request.caller,
        NewWebhook(name=body.name, url=body.url, kinds=in_order(body.kinds)),
        keys=settings.keys(),
        anywhere=settings.webhooks_anywhere,
    )
    return await _with_secret(request, webhook_id, secret, status=201, location=f"/webhooks/{webhook_id}")


async def rotate(request: ApiRequest) -> ApiResponse:
    """Answers with the new secret, as `create`."""
    request.read(EmptyBody)
    secret = await change_webhook.rotate(
        request.pool, request.caller, request.id, keys=request.services.settings.keys()
    )
    return await _with_secret(request, request.id, secret)


async def send_test(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    message_id = await send_again.send_test(request.pool, request.caller, request.id)
    return ApiResponse(status=202, body=await _message(request, message_id))


async def list_messages(request: ApiRequest) -> ApiResponse:
    """The newest first."""
    query = request.read_query(MessageQuery)
    await load(request, request.id)
    async with reading(request.pool) as conn:
        rows = await messages.list_before(
            conn,
            request.organiser_id,
            request.id,
            before=_NEWEST if query.after is None else read_cursor(query).id,
            limit=fetch_limit(query),
            is_failed=query.status == "failed",
        )
    return ApiResponse(body=page(rows, query, _shown_message))


async def resend(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    await send_again.resend(request.pool, request.caller, request.id)
    return ApiResponse(body=await _message(request, request.id))


async def resend_failed(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    count = await send_again.resend_failed(request.pool, request.caller, request.id)
    return ApiResponse(body=ResentMessages(resent=count))


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    if "kinds" in changes:
        changes = changes | {"kinds": in_order(changes["kinds"])}
    await change_webhook.change(
        request.pool,
        request.caller,
        request.id,
        changes_to(Webhook, changes),
        version=version,
        anywhere=request.services.settings.webhooks_anywhere,
    )


async def _delete(request: ApiRequest) -> None:
    await change_webhook.delete(request.pool, request.caller, request.id)


async def _with_secret(
    request: ApiRequest, webhook_id: UUID, secret: str, *, status: int = 200, location: str | None = None
) -> ApiResponse:
    shown = msgspec.structs.asdict(await load(request, webhook_id))
    return ApiResponse(
        status=status,
        body=WebhookWithSecret(**shown, secret=secret),
        kept_body=WebhookWithSecret(**shown, secret=None),
        location=location,
    )


async def _message(request: ApiRequest, message_id: UUID) -> ShownMessage:
    async with reading(request.pool) as conn:
        return _shown_message(await messages.get(conn, request.organiser_id, message_id))


def _shown(it: Webhook) -> ShownWebhook:
    return ShownWebhook(
        id=it.id,
        name=it.name,
        url=it.url,
        kinds=list(it.kinds),
        status=it.status,
        failing_since=it.failing_since,
        two_secrets_until=it.previous_until,
        created_at=it.created_at,
        version=it.version,
    )


def _shown_message(it: WebhookMessage) -> ShownMessage:
    return ShownMessage(
        id=it.id,
        webhook_id=it.webhook_id,
        type=it.kind,
        subject_id=it.subject_id,
        happened_at=it.happened_at,
        status=it.status,
        attempts=it.attempts,
        next_at=it.next_at,
        log=[msgspec.convert(one, ShownAttempt, from_attributes=True) for one in it.log],
    )


show = resource.show(load)
change = resource.change(WebhookChangesBody, _change, load)
delete = resource.delete(_delete)
