"""A contact: the function or person that answers questions about a programme."""

from typing import TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes


class NewContact(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of a contact. `label` is the name that pages and mails show."""

    label: str
    title: str | None = None
    organisation_id: UUID | None = None
    email: str | None = None
    phone: str | None = None


class Contact(NewContact, frozen=True, kw_only=True):
    """A contact as stored."""

    organiser_id: UUID
    id: UUID
    version: int = 1


ContactChanges: TypeAlias = Changes[Contact]
