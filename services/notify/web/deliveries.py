"""/internal/deliveries: the ledger, for the coordinator's pages and the API; and mails that are sent again."""

from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import ClientException, NotFoundException, ValidationException

from services.notify.actions.resend_mails import resend_all, resend_one, try_resending
from services.notify.store import delivery_steps, ledger
from services.notify.store.ledger import DeliveryFilter, DeliveryRow
from services.notify.web.guard import is_registration
from shared import times
from shared.delivery_life import DeliveryLife
from shared.plan_preview import PlanPreview

_MOST: Final = 500

InternalRequest = Request[
    Any, Any, State
]  # Any: Litestar's names for the user and the token, neither of which we use


class DeliveryPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the ledger; `next` is the id to pass as `after`, None on the last page."""

    items: list[DeliveryRow]
    next: str | None


@get("/internal/deliveries", guards=[is_registration])
async def list_deliveries(request: InternalRequest) -> DeliveryPage:
    """List one tenant's deliveries, newest first."""
    filters = _read(request, {})
    async with request.app.state.pool.acquire() as conn:
        lines = await ledger.lines(conn, filters)
    has_more = len(lines) > filters.limit
    return DeliveryPage(
        items=lines[: filters.limit], next=str(lines[filters.limit - 1].id) if has_more else None
    )


@get("/internal/deliveries/{delivery_id:uuid}", guards=[is_registration])
async def show_delivery(request: InternalRequest) -> DeliveryRow:
    """Show one delivery of a tenant; 404 where there is none."""
    filters = _read(request, {"delivery_id": str(request.path_params["delivery_id"]), "limit": "1"})
    async with request.app.state.pool.acquire() as conn:
        lines = await ledger.lines(conn, filters)
    if not lines:
        raise NotFoundException
    return lines[0]


@get("/internal/deliveries/{delivery_id:uuid}/life", guards=[is_registration])
async def show_life(request: InternalRequest) -> DeliveryLife:
    """Tell what became of one delivery of a tenant, step by step; 404 where there is none."""
    delivery_id = UUID(str(request.path_params["delivery_id"]))
    filters = _read(request, {"delivery_id": str(delivery_id), "limit": "1"})
    async with request.app.state.pool.acquire() as conn:
        if not await ledger.lines(conn, filters):
            raise NotFoundException  # also of a person whom the caller may not see
        return DeliveryLife(
            steps=await delivery_steps.of(conn, filters.organiser_id, delivery_id),
            seat_ids=await delivery_steps.seats(conn, filters.organiser_id, delivery_id),
        )


class ResendQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which mails of a tenant to send again."""

    organiser_id: UUID
    status: Literal["failed", "bounced", "held"]
    cohort_id: UUID | None = None


class ResentMails(msgspec.Struct, frozen=True):
    """How many mails are sent again."""

    resent: int


class ResendTrial(msgspec.Struct, frozen=True, kw_only=True):
    """Which mails of a tenant would be sent again: one, or those of a status."""

    organiser_id: UUID
    delivery_id: UUID | None = None
    status: Literal["failed", "bounced", "held"] | None = None
    cohort_id: UUID | None = None


@post("/internal/deliveries/try_resending", guards=[is_registration], status_code=200)
async def try_resend(request: InternalRequest) -> PlanPreview:
    """Count the mails that would be sent again, and send none."""
    try:
        query = msgspec.convert(dict(request.query_params), ResendTrial, strict=False)
    except msgspec.ValidationError as error:
        raise ValidationException(str(error)) from None
    mails = await try_resending(
        request.app.state.pool,
        query.organiser_id,
        delivery_id=query.delivery_id,
        status=query.status or "",
        cohort_id=query.cohort_id,
        now=times.now(),
    )
    return PlanPreview(mails=mails)


@post("/internal/deliveries/{delivery_id:uuid}/resend", guards=[is_registration], status_code=200)
async def resend_delivery(request: InternalRequest) -> DeliveryRow:
    """Send one mail again; 404 where there is none, 409 where it did not fail, or a newer mail has told it."""
    filters = _read(request, {"delivery_id": str(request.path_params["delivery_id"]), "limit": "1"})
    state = request.app.state
    async with state.pool.acquire() as conn:
        if not await ledger.lines(conn, filters):
            raise NotFoundException  # also of a person whom the caller may not see
    count = await resend_one(
        state.pool, filters.organiser_id, UUID(str(request.path_params["delivery_id"])), now=times.now()
    )
    if not count:
        raise ClientException(status_code=409)
    state.wake()
    async with state.pool.acquire() as conn:
        [row, *_] = await ledger.lines(conn, filters)
    return row


@post("/internal/deliveries/resend", guards=[is_registration], status_code=200)
async def resend_deliveries(request: InternalRequest) -> ResentMails:
    """Send every mail again that did not arrive and matches."""
    try:
        query = msgspec.convert(dict(request.query_params), ResendQuery, strict=False)
    except msgspec.ValidationError as error:
        raise ValidationException(str(error)) from None
    state = request.app.state
    count = await resend_all(state.pool, query.organiser_id, query.status, query.cohort_id, now=times.now())
    state.wake()
    return ResentMails(count)


def _read(request: InternalRequest, fixed: dict[str, str]) -> DeliveryFilter:
    """Read the filters from the query; unknown parameters are ignored, values of a wrong type answer 400."""
    try:
        filters = msgspec.convert({**dict(request.query_params), **fixed}, DeliveryFilter, strict=False)
    except msgspec.ValidationError as error:
        raise ValidationException(str(error)) from None
    return msgspec.structs.replace(filters, limit=max(1, min(filters.limit, _MOST)))
