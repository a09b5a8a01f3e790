"""/internal/deliveries: the ledger, for the coordinator's pages and the API."""

from typing import Any, Final

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, ValidationException

from services.notify.store import ledger
from services.notify.store.ledger import DeliveryFilter, DeliveryRow
from services.notify.web.guard import is_registration

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


def _read(request: InternalRequest, fixed: dict[str, str]) -> DeliveryFilter:
    """Read the filters from the query; unknown parameters are ignored, values of a wrong type answer 400."""
    try:
        filters = msgspec.convert({**dict(request.query_params), **fixed}, DeliveryFilter, strict=False)
    except msgspec.ValidationError as error:
        raise ValidationException(str(error)) from None
    return msgspec.structs.replace(filters, limit=max(1, min(filters.limit, _MOST)))
