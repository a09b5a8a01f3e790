"""/api/v1/mailing_templates: texts that are kept to be used again in mailings."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.mailings import change_template
from services.registration.domain.mailings import mailing_template as domain
from services.registration.store.mailings import mailing_templates
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_to
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)
from services.registration.web.api.mailings.mailing_fields import (
    MailingTemplate,
    MailingTemplateChanges,
    NewMailingTemplateBody,
)


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(ListQuery)
    async with reading(request.pool) as conn:
        rows = await mailing_templates.list_after(
            conn, request.organiser_id, after=read_cursor(query).id, limit=fetch_limit(query)
        )
    return ApiResponse(body=page(rows, query, shown_as(MailingTemplate)))


async def load(request: ApiRequest, template_id: UUID) -> MailingTemplate:
    async with reading(request.pool) as conn:
        template = await mailing_templates.get(conn, request.organiser_id, template_id)
    return msgspec.convert(template, MailingTemplate, from_attributes=True)


async def _create(request: ApiRequest, new: NewMailingTemplateBody) -> UUID:
    return await change_template.create(
        request.pool, request.caller, msgspec.convert(new, domain.NewMailingTemplate, from_attributes=True)
    )


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_template.change(
        request.pool,
        request.caller,
        request.id,
        changes_to(domain.MailingTemplate, changes),
        version=version,
    )


async def _delete(request: ApiRequest) -> None:
    await change_template.delete(request.pool, request.caller, request.id)


show = resource.show(load)
create = resource.create("/mailing_templates", NewMailingTemplateBody, _create, load)
change = resource.change(MailingTemplateChanges, _change, load)
delete = resource.delete(_delete)
