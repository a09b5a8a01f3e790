"""/api/v1/contacts: who answers questions about a programme."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_contact
from services.registration.store import contacts
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.fields import (
    UNSET,
    Email,
    Line,
    Name,
    RequestBody,
    Resource,
    UnsetType,
    Version,
)
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    Page,
    begin,
    how_many,
    page,
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


class ContactChanges(RequestBody, frozen=True, kw_only=True):
    label: Name | UnsetType = UNSET
    title: Line | UnsetType | None = UNSET
    organisation_id: UUID | UnsetType | None = UNSET
    email: Email | UnsetType | None = UNSET
    phone: Line | UnsetType | None = UNSET
    version: Version | UnsetType | None = UNSET


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(ListQuery)
    async with reading(ask.pool) as conn:
        rows = await contacts.list_after(conn, ask.organiser_id, after=begin(query).id, limit=how_many(query))
    shown: Page[Contact] = page(rows, query, lambda row: msgspec.convert(row, Contact))
    return ApiResponse(body=shown)


async def one(ask: ApiRequest, contact_id: UUID) -> Contact:
    async with reading(ask.pool) as conn:
        return msgspec.convert(await contacts.get(conn, ask.organiser_id, contact_id), Contact)


async def _create(ask: ApiRequest, new: NewContact) -> UUID:
    return await change_contact.create(ask.pool, ask.caller, msgspec.structs.asdict(new))


async def _change(ask: ApiRequest, _: ContactChanges, changes: dict[str, Any], version: int | None) -> None:
    await change_contact.change(ask.pool, ask.caller, ask.id, changes, version=version)


async def _delete(ask: ApiRequest) -> None:
    await change_contact.delete(ask.pool, ask.caller, ask.id)


show = resource.show(one)
create = resource.create("/contacts", NewContact, _create, one)
change = resource.change(ContactChanges, _change, one)
delete = resource.delete(_delete)
