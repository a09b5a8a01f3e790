"""/api/v1/cohorts/{id}/consent: the current version of the text that participants agree to."""

from datetime import datetime

import msgspec

from services.registration.actions.cohorts import set_consent
from services.registration.store import cohorts, questions
from services.registration.store.transaction import reading
from services.registration.web.api.kit.fields import RequestBody, Text
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.request import ApiRequest, ApiResponse


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """The text that participants agree to; null if there is none. Each change makes a new version."""

    version: int
    text: str | None
    text_en: str | None
    made_at: datetime | None


class ConsentBody(RequestBody, frozen=True, kw_only=True):
    text: Text | None
    text_en: Text | None = None


async def show(request: ApiRequest) -> ApiResponse:
    async with reading(request.pool) as conn:
        await cohorts.get(conn, request.organiser_id, request.id)
        consent = await questions.find_consent(conn, request.organiser_id, request.id)
    return ApiResponse(body=msgspec.convert(consent, Consent, from_attributes=True))


async def put(request: ApiRequest) -> ApiResponse:
    body = request.read(ConsentBody)
    if body.text_en and not body.text:
        raise BadInput(errors=[ErrorItem("/text", "missing")])
    await set_consent.set_consent(
        request.pool,
        request.caller,
        request.id,
        text=body.text or None,
        text_en=body.text_en or None,
    )
    return await show(request)
