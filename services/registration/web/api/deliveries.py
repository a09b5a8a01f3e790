"""/api/v1/deliveries: the mail ledger, which notify keeps. One delivery is one mail to one person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

import httpx
import msgspec

from services.registration.actions.invitations.resend_mail import resend as resend_mail
from services.registration.domain.errors import NotFound
from services.registration.web.api.cohorts import EmptyBody
from services.registration.web.api.kit.fields import RequestBody, Resource
from services.registration.web.api.kit.problems import BadInput, ErrorItem, MailNotStopped, NotifyAway
from services.registration.web.api.kit.protected import RevealListQuery, RevealQuery, shown_people
from services.registration.web.api.kit.request import MAX_LIMIT, ApiRequest, ApiResponse, Page
from services.registration.web.kit.delivery_life import life_of
from shared.delivery_life import DeliveryStep
from shared.plan_preview import PlanPreview

T = TypeVar("T")

DeliveryStatus = Literal["planned", "held", "sending", "sent", "deferred", "failed", "bounced", "cancelled"]
_INTERNAL: Final = "/internal/deliveries"


class Delivery(Resource, frozen=True, kw_only=True):
    """`key` identifies the message: the same message to the same person has the same key.

    `to` is null for a person with a protected identity, unless `?reveal=true` asks for it. `is_paused`: it waits, also where it
    is due, until somebody resumes the mail of the cohort, the organiser or the installation.
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
    is_paused: bool = False


class DeliveryWithSteps(Delivery, frozen=True, kw_only=True):
    """A delivery with its whole life: each try with the server's answer, what came back, the answer, whether the person came."""

    steps: list[DeliveryStep]


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


class ResendBody(RequestBody, frozen=True, kw_only=True):
    """Which mails to send again."""

    status: Literal["failed", "bounced", "held"]
    cohort_id: UUID | None = None


class ResentCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many mails are sent again."""

    resent: int


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
    [shown] = await _shown(request, [row], reveal=query.reveal)
    try:
        steps = await life_of(
            request.services, request.organiser_id, row.id, sees_protected=request.caller.sees_protected
        )
    except (httpx.HTTPError, msgspec.MsgspecError) as error:
        raise NotifyAway from error
    return ApiResponse(body=DeliveryWithSteps(**msgspec.structs.asdict(shown), steps=steps))


async def _shown(request: ApiRequest, rows: Sequence["_LedgerRow"], *, reveal: bool) -> list[Delivery]:
    shown = await shown_people(
        request,
        [(msgspec.convert(row, Delivery, from_attributes=True), row.person_id) for row in rows],
        reveal=reveal,
    )
    return list(shown)


async def resend(request: ApiRequest) -> ApiResponse:
    """Send one mail again that failed or is held."""
    request.read(EmptyBody)

    if request.is_dry_run:
        return await _try_resending(request, {"delivery_id": str(request.id)})

    async def ask() -> Delivery:
        row = await _fetch(request, f"{_INTERNAL}/{request.id}/resend", {}, _LedgerRow, method="POST")
        return (await _shown(request, [row], reveal=False))[0]

    return ApiResponse(body=await resend_mail(request.pool, request.caller, ask, delivery_id=request.id))


async def resend_all(request: ApiRequest) -> ApiResponse:
    """Send every mail again that has this status."""
    body = request.read(ResendBody)
    params = {"status": body.status} | ({"cohort_id": str(body.cohort_id)} if body.cohort_id else {})

    if request.is_dry_run:
        return await _try_resending(request, params)

    async def ask() -> ResentCount:
        return await _fetch(request, f"{_INTERNAL}/resend", params, ResentCount, method="POST")

    return ApiResponse(body=await resend_mail(request.pool, request.caller, ask, which=params))


async def _try_resending(request: ApiRequest, which: dict[str, str]) -> ApiResponse:
    """Ask which mails would go again: of one, 404 and 409 as if it were sent."""
    is_one = "delivery_id" in which
    if is_one:
        row = await _fetch(request, f"{_INTERNAL}/{request.id}", {}, _LedgerRow)
    plan = await _fetch(request, f"{_INTERNAL}/try_resending", which, PlanPreview, method="POST")
    if is_one and not plan.mails:
        raise MailNotStopped
    if is_one:
        return ApiResponse(body=(await _shown(request, [row], reveal=False))[0], mails=plan.mails)
    return ApiResponse(body=ResentCount(resent=sum(each.count for each in plan.mails)), mails=plan.mails)


async def _fetch(
    request: ApiRequest, path: str, filters: dict[str, str], kind: type[T], *, method: str = "GET"
) -> T:
    params: dict[str, Any] = {  # Any: httpx takes strings and numbers
        **filters,
        "organiser_id": str(request.organiser_id),
        "sees_protected": str(request.caller.sees_protected).lower(),
    }
    try:
        answer = await request.services.notify.request(method, path, params=params)
    except httpx.HTTPError as error:
        raise NotifyAway from error
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise NotFound("delivery")
    if answer.status_code == httpx.codes.CONFLICT:
        raise MailNotStopped
    if answer.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY):
        raise BadInput(errors=[ErrorItem("?after", "cursor")])
    try:
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=kind)
    except (httpx.HTTPStatusError, msgspec.MsgspecError) as error:
        raise NotifyAway from error
