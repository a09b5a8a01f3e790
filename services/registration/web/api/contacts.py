"""/api/v1/contacts: who answers questions about a programme."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_contact
from services.registration.store import contacts
from services.registration.store.transaction import reading
from services.registration.web.api import resource
from services.registration.web.api.ask import Ask, Listing, Page, Reply, begin, how_many, page
from services.registration.web.api.fields import UNSET, Email, Line, Name, Shown, UnsetType, Version, Wanted


class Contact(Shown, frozen=True, kw_only=True):
    """Who answers questions: a function, or a person in one."""

    label: str
    title: str | None
    organisation_id: UUID | None
    email: str | None
    phone: str | None
    version: int


class NewContact(Wanted, frozen=True, kw_only=True):
    label: Name
    title: Line | None = None
    organisation_id: UUID | None = None
    email: Email | None = None
    phone: Line | None = None


class ContactChanges(Wanted, frozen=True, kw_only=True):
    label: Name | UnsetType = UNSET
    title: Line | UnsetType | None = UNSET
    organisation_id: UUID | UnsetType | None = UNSET
    email: Email | UnsetType | None = UNSET
    phone: Line | UnsetType | None = UNSET
    version: Version | UnsetType | None = UNSET


async def list_all(ask: Ask) -> Reply:
    query = ask.read_query(Listing)
    async with reading(ask.pool) as conn:
        rows = await contacts.list_after(conn, ask.organiser_id, after=begin(query).id, limit=how_many(query))
    shown: Page[Contact] = page(rows, query, lambda row: msgspec.convert(row, Contact))
    return Reply(body=shown)


async def one(ask: Ask, contact_id: UUID) -> Contact:
    async with reading(ask.pool) as conn:
        return msgspec.convert(await contacts.get(conn, ask.organiser_id, contact_id), Contact)


async def _create(ask: Ask, new: NewContact) -> UUID:
    return await change_contact.create(ask.pool, ask.organiser_id, msgspec.structs.asdict(new))


async def _change(ask: Ask, _: ContactChanges, changes: dict[str, Any], version: int | None) -> None:
    await change_contact.change(ask.pool, ask.organiser_id, ask.id, changes, version=version)


async def _delete(ask: Ask) -> None:
    await change_contact.delete(ask.pool, ask.organiser_id, ask.id)


show = resource.show(one)
create = resource.create("/contacts", NewContact, _create, one)
change = resource.change(ContactChanges, _change, one)
delete = resource.delete(_delete)
