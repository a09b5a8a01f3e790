"""/api/v1/enquiries: requests to the organiser to arrange something, and their answers."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from services.registration.actions.public import enquire
from services.registration.domain import form
from services.registration.domain.enquiry import EnquiryStatus
from services.registration.store import enquiries
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.fields import UNSET, RequestBody, Resource, Text, UnsetType, Version
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)

Answer = Annotated[str, msgspec.Meta(min_length=1, max_length=form.MESSAGE, extra={"rule": "text"})]


class Enquiry(Resource, frozen=True, kw_only=True):
    """An enquiry as submitted. `answer` is the mailed answer, `note` is the coordinators' internal note."""

    status: EnquiryStatus
    subject: str
    audience: str | None
    people: int | None
    people_words: str | None
    wanted_when: str | None
    organisation: str
    name: str
    email: str
    reference: str | None
    message: str | None
    language: Literal["sv", "en"]
    note: str | None
    answer: str | None
    answered_at: datetime | None
    asked_at: datetime
    version: int


class EnquiryChanges(RequestBody, frozen=True, kw_only=True):
    """Marks an enquiry as answered by other means, or changes the internal note; sends no mail."""

    status: EnquiryStatus | UnsetType = UNSET
    note: Text | UnsetType | None = UNSET
    version: Version | UnsetType | None = UNSET


class EnquiryAnswerBody(RequestBody, frozen=True, kw_only=True):
    """The answer, which is mailed to the sender of the enquiry."""

    answer: Answer


class EnquiryQuery(ListQuery, frozen=True, kw_only=True):
    status: EnquiryStatus | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(EnquiryQuery)
    async with reading(request.pool) as conn:
        rows = await enquiries.list_after(
            conn,
            request.organiser_id,
            status=query.status,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
        )
    return ApiResponse(body=page(rows, query, shown_as(Enquiry)))


async def load(request: ApiRequest, enquiry_id: UUID) -> Enquiry:
    async with reading(request.pool) as conn:
        enquiry = await enquiries.get(conn, request.organiser_id, enquiry_id)
    return msgspec.convert(enquiry, Enquiry, from_attributes=True)


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await enquire.note(
        request.pool,
        request.caller,
        request.id,
        status=changes.get("status", UNSET),
        note=changes.get("note", UNSET),
        version=version,
    )


async def answer(request: ApiRequest) -> ApiResponse:
    body = request.read(EnquiryAnswerBody)
    await enquire.answer(request.pool, request.caller, request.id, answer=body.answer)
    return ApiResponse(body=await load(request, request.id))


show = resource.show(load)
change = resource.change(EnquiryChanges, _change, load)
