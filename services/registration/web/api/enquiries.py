"""/api/v1/enquiries: what people ask the organiser to arrange, and what becomes of it."""

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
    begin,
    how_many,
    page,
    shown_as,
)

Answer = Annotated[str, msgspec.Meta(min_length=1, max_length=form.MESSAGE, extra={"rule": "text"})]


class Enquiry(Resource, frozen=True, kw_only=True):
    """As it was written. `answer` is what was mailed back from here, `note` the coordinator's own."""

    status: EnquiryStatus
    subject: str
    audience: str | None
    people: int | None
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
    """Answered by other means, or a note for oneself; nobody is mailed."""

    status: EnquiryStatus | UnsetType = UNSET
    note: Text | UnsetType | None = UNSET
    version: Version | UnsetType | None = UNSET


class AnswerBody(RequestBody, frozen=True, kw_only=True):
    """What to mail back."""

    answer: Answer


class EnquiryQuery(ListQuery, frozen=True, kw_only=True):
    status: EnquiryStatus | None = None


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(EnquiryQuery)
    async with reading(ask.pool) as conn:
        rows = await enquiries.list_after(
            conn, ask.organiser_id, status=query.status, after=begin(query).id, limit=how_many(query)
        )
    return ApiResponse(body=page(rows, query, shown_as(Enquiry)))


async def one(ask: ApiRequest, enquiry_id: UUID) -> Enquiry:
    async with reading(ask.pool) as conn:
        found = await enquiries.get(conn, ask.organiser_id, enquiry_id)
    return msgspec.convert(found, Enquiry, from_attributes=True)


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await enquire.note(
        ask.pool,
        ask.caller,
        ask.id,
        status=changes.get("status", UNSET),
        note=changes.get("note", UNSET),
        version=version,
    )


async def answer(ask: ApiRequest) -> ApiResponse:
    wanted = ask.read(AnswerBody)
    await enquire.answer(ask.pool, ask.caller, ask.id, answer=wanted.answer)
    return ApiResponse(body=await one(ask, ask.id))


show = resource.show(one)
change = resource.change(EnquiryChanges, _change, one)
