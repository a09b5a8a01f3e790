"""/api/v1/deliveries: the mail ledger, read from notify. One delivery is one mail to one person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

import httpx
import msgspec

from services.registration.domain.errors import NotFound
from services.registration.web.api.kit.fields import Resource
from services.registration.web.api.kit.problems import BadInput, ErrorItem, NotifyAway
from services.registration.web.api.kit.protected import RevealListQuery, RevealQuery, shown_people
from services.registration.web.api.kit.request import MAX_LIMIT, ApiRequest, ApiResponse, Page

T = TypeVar("T")

DeliveryStatus = Literal["planned", "held", "sending", "sent", "deferred", "failed", "bounced", "cancelled"]
_INTERNAL: Final = "/internal/deliveries"


class Delivery(Resource, frozen=True, kw_only=True):
    """`key` identifies the message: the same message to the same person has the same key.

    `to` is null for a person with a protected identity, unless `?reveal=true` asks for it.
    """

    key: str
    kind: str
    to: str | None
    protected_identity: bool = False
    subject: str | None
    status: DeliveryStatus
    attempts: int
    due_at: datetime | None
    sent_at: datetime | None
    last_answer: str | None


class _LedgerRow(Delivery, frozen=True, kw_only=True):
    """A delivery as notify gives it, with its person."""

    person_id: UUID | None = None


class DeliveryQuery(RevealListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    session_id: UUID | None = None
    registration_id: UUID | None = None
    person_id: UUID | None = None
    kind: str | None = None
    status: DeliveryStatus | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(DeliveryQuery)
    fields = msgspec.structs.asdict(query)
    reveal = fields.pop("reveal")
    params = {name: str(value) for name, value in fields.items() if value is not None}
    params["limit"] = str(min(query.limit, MAX_LIMIT))
    body = await _fetch(request, _INTERNAL, params, Page[_LedgerRow])
    return ApiResponse(body=Page(items=await _shown(request, body.items, reveal=reveal), next=body.next))


async def show(request: ApiRequest) -> ApiResponse:
    query = request.read_query(RevealQuery)
    row = await _fetch(request, f"{_INTERNAL}/{request.id}", {}, _LedgerRow)
    return ApiResponse(body=(await _shown(request, [row], reveal=query.reveal))[0])


async def _shown(request: ApiRequest, rows: Sequence["_LedgerRow"], *, reveal: bool) -> list[Delivery]:
    shown = await shown_people(
        request,
        [(msgspec.convert(row, Delivery, from_attributes=True), row.person_id) for row in rows],
        reveal=reveal,
    )
    return list(shown)


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
