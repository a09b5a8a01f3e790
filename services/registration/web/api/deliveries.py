"""/api/v1/deliveries: the mail ledger, read from notify. One delivery is one mail to one person."""

from datetime import datetime
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

import httpx
import msgspec

from services.registration.domain.errors import NotFound
from services.registration.web.api.kit.fields import Resource
from services.registration.web.api.kit.problems import BadInput, ErrorItem, NotifyAway
from services.registration.web.api.kit.request import MAX_LIMIT, ApiRequest, ApiResponse, ListQuery, Page

T = TypeVar("T")

DeliveryStatus = Literal["planned", "held", "sending", "sent", "deferred", "failed", "bounced", "cancelled"]
_INTERNAL: Final = "/internal/deliveries"


class Delivery(Resource, frozen=True, kw_only=True):
    """`key` identifies the message: the same message to the same person has the same key."""

    key: str
    kind: str
    to: str | None
    subject: str | None
    status: DeliveryStatus
    attempts: int
    due_at: datetime | None
    sent_at: datetime | None
    last_answer: str | None


class DeliveryQuery(ListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    session_id: UUID | None = None
    registration_id: UUID | None = None
    person_id: UUID | None = None
    kind: str | None = None
    status: DeliveryStatus | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(DeliveryQuery)
    params = {name: str(value) for name, value in msgspec.structs.asdict(query).items() if value is not None}
    params["limit"] = str(min(query.limit, MAX_LIMIT))
    return ApiResponse(body=await _fetch(request, _INTERNAL, params, Page[Delivery]))


async def show(request: ApiRequest) -> ApiResponse:
    return ApiResponse(body=await _fetch(request, f"{_INTERNAL}/{request.id}", {}, Delivery))


async def _fetch(request: ApiRequest, path: str, filters: dict[str, str], kind: type[T]) -> T:
    params: dict[str, Any] = {  # Any: httpx takes strings and numbers
        **filters,
        "organiser_id": str(request.organiser_id),
        "sees_protected": str(request.caller.sees_protected).lower(),
    }
    try:
        answer = await request.services.notify.get(path, params=params)
    except httpx.HTTPError as error:
        raise NotifyAway from error
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise NotFound("delivery")
    if answer.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY):
        raise BadInput(errors=[ErrorItem("?after", "cursor")])
    try:
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=kind)
    except (httpx.HTTPStatusError, msgspec.MsgspecError) as error:
        raise NotifyAway from error
