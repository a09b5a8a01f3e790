"""/api/v1/contacts: who answers questions about a programme."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_contact
from services.registration.domain import contact as domain
from services.registration.store import contacts
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import (
    Email,
    Line,
    Name,
    RequestBody,
    Resource,
)
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    begin,
    how_many,
    page,
    shown_as,
)


class Contact(Resource, frozen=True, kw_only=True):
    """Who answers questions: a function, or a person in one."""

    label: str
    title: str | None
    organisation_id: UUID | None
    email: str | None
    phone: str | None
    version: int


class NewContact(RequestBody, frozen=True, kw_only=True):
    label: Name
    title: Line | None = None
    organisation_id: UUID | None = None
    email: Email | None = None
    phone: Line | None = None


ContactChanges = changes_of(NewContact, "ContactChanges")


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(ListQuery)
    async with reading(ask.pool) as conn:
        rows = await contacts.list_after(conn, ask.organiser_id, after=begin(query).id, limit=how_many(query))
    return ApiResponse(body=page(rows, query, shown_as(Contact)))


async def one(ask: ApiRequest, contact_id: UUID) -> Contact:
    async with reading(ask.pool) as conn:
        found = await contacts.get(conn, ask.organiser_id, contact_id)
    return msgspec.convert(found, Contact, from_attributes=True)


async def _create(ask: ApiRequest, new: NewContact) -> UUID:
    return await change_contact.create(
        ask.pool, ask.caller, msgspec.convert(new, domain.NewContact, from_attributes=True)
    )


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_contact.change(
        ask.pool, ask.caller, ask.id, changes_to(domain.Contact, changes), version=version
    )


async def _delete(ask: ApiRequest) -> None:
    await change_contact.delete(ask.pool, ask.caller, ask.id)


show = resource.show(one)
create = resource.create("/contacts", NewContact, _create, one)
change = resource.change(ContactChanges, _change, one)
delete = resource.delete(_delete)
