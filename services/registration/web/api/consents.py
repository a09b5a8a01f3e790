"""/api/v1/cohorts/{id}/consent: what those who come agree to, in the version that holds."""

from datetime import datetime

import msgspec

from services.registration.actions.cohorts import set_consent
from services.registration.store import cohorts, questions
from services.registration.store.transaction import reading
from services.registration.web.api.kit.fields import RequestBody, Text
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.request import ApiRequest, ApiResponse


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What those who come agree to; `text` null: nothing. A changed text is a new version."""

    version: int
    text: str | None
    text_en: str | None
    made_at: datetime | None


class ConsentBody(RequestBody, frozen=True, kw_only=True):
    text: Text | None
    text_en: Text | None = None


async def show(ask: ApiRequest) -> ApiResponse:
    async with reading(ask.pool) as conn:
        await cohorts.get(conn, ask.organiser_id, ask.id)
        found = await questions.find_consent(conn, ask.organiser_id, ask.id)
    return ApiResponse(body=msgspec.convert(found, Consent, from_attributes=True))


async def put(ask: ApiRequest) -> ApiResponse:
    wanted = ask.read(ConsentBody)
    if wanted.text_en and not wanted.text:
        raise BadInput(errors=[ErrorItem("/text", "missing")])
    await set_consent.set_consent(
        ask.pool,
        ask.caller,
        ask.id,
        text=wanted.text or None,
        text_en=wanted.text_en or None,
    )
    return await show(ask)
