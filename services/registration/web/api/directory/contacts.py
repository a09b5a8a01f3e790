"""/api/v1/contacts: contact persons of programmes."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_contact
from services.registration.domain.directory import contact as domain
from services.registration.store.directory import contacts
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import (
    Email,
    Name,
    RequestBody,
    Resource,
    SingleLine,
)
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)


class Contact(Resource, frozen=True, kw_only=True):
    """A contact for questions: a function, or a person who holds it."""

    label: str
    title: str | None
    organisation_id: UUID | None
    email: str | None
    phone: str | None
    version: int


class NewContactBody(RequestBody, frozen=True, kw_only=True):
    label: Name
    title: SingleLine | None = None
    organisation_id: UUID | None = None
    email: Email | None = None
    phone: SingleLine | None = None


ContactChanges = changes_of(NewContactBody, "ContactChanges")


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(ListQuery)
    async with reading(request.pool) as conn:
        rows = await contacts.list_after(
            conn, request.organiser_id, after=read_cursor(query).id, limit=fetch_limit(query)
        )
    return ApiResponse(body=page(rows, query, shown_as(Contact)))


async def load(request: ApiRequest, contact_id: UUID) -> Contact:
    async with reading(request.pool) as conn:
        contact = await contacts.get(conn, request.organiser_id, contact_id)
    return msgspec.convert(contact, Contact, from_attributes=True)


async def _create(request: ApiRequest, new: NewContactBody) -> UUID:
    return await change_contact.create(
        request.pool, request.caller, msgspec.convert(new, domain.NewContact, from_attributes=True)
    )


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_contact.change(
        request.pool, request.caller, request.id, changes_to(domain.Contact, changes), version=version
    )


async def _delete(request: ApiRequest) -> None:
    await change_contact.delete(request.pool, request.caller, request.id)


show = resource.show(load)
create = resource.create("/contacts", NewContactBody, _create, load)
change = resource.change(ContactChanges, _change, load)
delete = resource.delete(_delete)
