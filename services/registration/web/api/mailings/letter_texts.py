"""/api/v1/letter_texts: the organiser's own subject and text for kinds of letters."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.mailings import change_letter_text
from services.registration.domain.mailings import letter_text as domain
from services.registration.store.mailings import letter_texts
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_to
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)
from services.registration.web.api.mailings.letter_text_fields import (
    LetterTextChanges,
    LetterTextPreview,
    LetterTextQuery,
    NewLetterTextBody,
    OwnLetterText,
)
from services.registration.web.kit.letter_samples import ask_samples


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(LetterTextQuery)
    async with reading(request.pool) as conn:
        rows = await letter_texts.list_after(
            conn,
            request.organiser_id,
            owner_id=query.owner_id,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
        )
    return ApiResponse(body=page(rows, query, shown_as(OwnLetterText)))


async def load(request: ApiRequest, text_id: UUID) -> OwnLetterText:
    async with reading(request.pool) as conn:
        text = await letter_texts.get(conn, request.organiser_id, text_id)
    return msgspec.convert(text, OwnLetterText, from_attributes=True)


async def preview(request: ApiRequest) -> ApiResponse:
    """The letter as it would be, in every situation."""
    async with reading(request.pool) as conn:
        text = await letter_texts.get(conn, request.organiser_id, request.id)
    samples = await ask_samples(request.services, request.organiser_id, text)
    return ApiResponse(body=LetterTextPreview(samples=samples))


async def _create(request: ApiRequest, new: NewLetterTextBody) -> UUID:
    return await change_letter_text.create(
        request.pool, request.caller, msgspec.convert(new, domain.NewLetterText, from_attributes=True)
    )


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    wanted = changes_to(domain.OwnLetterText, changes)
    async with reading(request.pool) as conn:
        domain.require_own(wanted.apply(await letter_texts.get(conn, request.organiser_id, request.id)))
    await change_letter_text.change(request.pool, request.caller, request.id, wanted, version=version)


async def _delete(request: ApiRequest) -> None:
    await change_letter_text.delete(request.pool, request.caller, request.id)


show = resource.show(load)
create = resource.create("/letter_texts", NewLetterTextBody, _create, load)
change = resource.change(LetterTextChanges, _change, load)
delete = resource.delete(_delete)
