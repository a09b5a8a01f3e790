"""A person, and the positions that they have in organisations."""

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from shared.language import Language

ERASED_NAME: Final = "Borttagen person"  # in the place of the name of somebody who was erased
# In the place of a protected name; nobody's name, so a list that comes back with it changes no name.
PROTECTED_NAMES: Final[Mapping[Language, str]] = {"sv": "Skyddad identitet", "en": "Protected identity"}
MASKED_NAMES: Final = frozenset(PROTECTED_NAMES.values())


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """A role in an organisation from one day to another, both inclusive. `group` is a named group of recipients."""

    organisation_id: UUID
    role: str | None = None
    group: str | None = None
    from_on: date | None = None
    until_on: date | None = None


class NewPerson(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of a person. `protected_identity`: only coordinators see them."""

    name: str
    email: str | None = None
    phone: str | None = None
    language: Language = "sv"
    protected_identity: bool = False
    positions: tuple[Position, ...] = ()


class Person(NewPerson, frozen=True, kw_only=True):
    """A person as stored. `name_sort` is the Swedish sort key of the name, computed by the store."""

    organiser_id: UUID
    id: UUID
    name_sort: str = ""
    version: int = 1


PersonChanges: TypeAlias = Changes[Person]


def sort_shown(person: Person) -> str:
    """The sort key that a cursor may hold: none for a protected identity, whose name it would tell."""
    return "" if person.protected_identity else person.name_sort
