"""/api/v1/deliveries: the ledger, asked of notify. One mail to one person each."""

from datetime import datetime
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

import httpx
import msgspec

from services.registration.domain.errors import NotFound
from services.registration.web.api.kit.fields import Resource
from services.registration.web.api.kit.problems import BadInput, ErrorItem, NotifyAway
from services.registration.web.api.kit.request import MOST, ApiRequest, ApiResponse, ListQuery, Page

T = TypeVar("T")

DeliveryStatus = Literal["planned", "held", "sending", "sent", "deferred", "failed", "bounced", "cancelled"]
_INTERNAL: Final = "/internal/deliveries"


class Delivery(Resource, frozen=True, kw_only=True):
    """`key` says what it is: the same message to the same person has the same key."""

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


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(DeliveryQuery)
    wanted = {name: str(value) for name, value in msgspec.structs.asdict(query).items() if value is not None}
    wanted["limit"] = str(min(query.limit, MOST))
    return ApiResponse(body=await _fetch(ask, _INTERNAL, wanted, Page[Delivery]))


async def show(ask: ApiRequest) -> ApiResponse:
    return ApiResponse(body=await _fetch(ask, f"{_INTERNAL}/{ask.id}", {}, Delivery))


async def _fetch(ask: ApiRequest, path: str, wanted: dict[str, str], kind: type[T]) -> T:
    asked: dict[str, Any] = {  # Any: httpx takes texts and numbers
        **wanted,
        "organiser_id": str(ask.organiser_id),
        "sees_protected": str(ask.caller.sees_protected).lower(),
    }
    try:
        answer = await ask.services.notify.get(path, params=asked)
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
