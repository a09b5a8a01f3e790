"""/api/v1/mailings: texts of the organiser's own to some of a cohort's people."""

from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.actions.mailings import attach as attaching
from services.registration.actions.mailings import change_mailing, send_mailing, try_mailing
from services.registration.domain.errors import FieldsRefused
from services.registration.domain.form import FieldError
from services.registration.domain.mailings import mailing as domain
from services.registration.domain.mailings.attachment import MOST_BYTES
from services.registration.store.mailings import mailing_parts, mailings
from services.registration.store.mailings.mailing_parts import StoredAttachment
from services.registration.store.transaction import reading
from services.registration.web.api.cohorts import EmptyBody
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_to
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    fetch_limit,
    page,
    read_cursor,
)
from services.registration.web.api.kit.warnings import warning
from services.registration.web.api.mailings.mailing_fields import (
    AttachmentQuery,
    Mailing,
    MailingChangesBody,
    MailingFile,
    MailingPreview,
    MailingQuery,
    MailingTestBody,
    NewMailingBody,
    PreviewBody,
    ScheduleBody,
)
from services.registration.web.kit.dry_run import dry_run

_LISTED: Final = 200  # mails that a preview lists


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(MailingQuery)
    async with reading(request.pool) as conn:
        rows = await mailings.list_after(
            conn,
            request.organiser_id,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
            cohort_id=query.cohort_id,
            status=query.status,
        )
        files = await mailing_parts.list_attachments(conn, request.organiser_id, [row.id for row in rows])
    return ApiResponse(body=page(rows, query, lambda row: _shown(row, files.get(row.id, []))))


async def load(request: ApiRequest, mailing_id: UUID) -> Mailing:
    """Return a mailing; of one that has not gone, with how many would get it now."""
    async with reading(request.pool) as conn:
        mailing = await mailings.get(conn, request.organiser_id, mailing_id)
        files = await mailing_parts.list_attachments(conn, request.organiser_id, [mailing_id])
        shown = _shown(mailing, files.get(mailing_id, []))
        if mailing.status in domain.OPEN:
            found = await send_mailing.matching(conn, request.caller, mailing.cohort_id, mailing.selection)
            reached = sum(each.has_address for each in found)
            shown = msgspec.structs.replace(shown, recipients=reached, without_address=len(found) - reached)
    if shown.recipients == 0:
        warnings = [warning("nobody_found", request.caller.language, count=0)]
        shown = msgspec.structs.replace(shown, warnings=warnings)
    return shown


def _shown(mailing: domain.Mailing, files: list[StoredAttachment]) -> Mailing:
    fields = msgspec.to_builtins(mailing) | {
        "attachments": [
            MailingFile(id=each.id, name=each.name, media_type=each.media_type, size=each.size)
            for each in files
        ]
    }
    return msgspec.convert(fields, Mailing)


async def _create(request: ApiRequest, new: NewMailingBody) -> UUID:
    fields = msgspec.structs.asdict(new)
    is_draft = fields.pop("draft")
    mailing = domain.NewMailing(**{**fields, "selection": _selection(fields["selection"])})
    async with reading(request.pool) as conn:
        await send_mailing.matching(conn, request.caller, mailing.cohort_id, mailing.selection)
    return await change_mailing.create(request.pool, request.caller, mailing, is_draft=is_draft)


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    if "selection" in changes:
        changes["selection"] = _selection(changes["selection"])
    await change_mailing.change(
        request.pool, request.caller, request.id, changes_to(domain.Mailing, changes), version=version
    )


def _selection(given: Any) -> domain.Selection:  # Any: the wire struct
    return msgspec.convert(given, domain.Selection, from_attributes=True)


async def _delete(request: ApiRequest) -> None:
    await change_mailing.delete(request.pool, request.caller, request.id)


async def send(request: ApiRequest) -> ApiResponse:
    await load(request, request.id)
    request.read(EmptyBody)
    await send_mailing.send(request.pool, request.caller, request.id)
    return ApiResponse(body=await load(request, request.id))


async def schedule(request: ApiRequest) -> ApiResponse:
    await load(request, request.id)
    body = request.read(ScheduleBody)
    await change_mailing.schedule(request.pool, request.caller, request.id, send_at=body.send_at)
    return ApiResponse(body=await load(request, request.id))


async def cancel(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    await change_mailing.cancel(request.pool, request.caller, request.id)
    return ApiResponse(body=await load(request, request.id))


async def send_test(request: ApiRequest) -> ApiResponse:
    await load(request, request.id)
    body = request.read(MailingTestBody)
    await try_mailing.send_test(request.pool, request.caller, request.id, to=body.to)
    return ApiResponse(body=await load(request, request.id))


async def preview(request: ApiRequest) -> ApiResponse:
    """Send it, roll that back, and show who would get what."""
    await load(request, request.id)
    body = request.read(PreviewBody)
    tried = await dry_run(
        request.services,
        request.organiser_id,
        lambda: send_mailing.send(request.pool, request.caller, request.id),
        most_listed=_LISTED,
        sample=True,
        key=body.key,
        person_id=body.person_id,
    )
    return ApiResponse(
        body=MailingPreview(
            mails=tried.plan.mails,
            later=tried.plan.later,
            recipients=tried.result.recipients,
            without_address=tried.result.without_address,
            listed=tried.plan.listed,
            sample=tried.plan.sample,
        )
    )


async def attach(request: ApiRequest) -> ApiResponse:
    """Add a file: the body is its content."""
    query = request.read_query(AttachmentQuery)
    if len(request.body) > MOST_BYTES:
        raise FieldsRefused([FieldError("content", "file_heavy", MOST_BYTES // 1000)])
    await attaching.attach(request.pool, request.caller, request.id, name=query.name, content=request.body)
    return ApiResponse(status=201, body=await load(request, request.id))


async def detach(request: ApiRequest) -> ApiResponse:
    attachment_id = UUID(str(request.path["attachment_id"]))
    await attaching.detach(request.pool, request.caller, request.id, attachment_id)
    return ApiResponse(status=204)


show = resource.show(load)
create = resource.create("/mailings", NewMailingBody, _create, load)
change = resource.change(MailingChangesBody, _change, load)
delete = resource.delete(_delete)
