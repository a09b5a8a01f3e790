"""An organisation that arranges, buys or takes part."""

from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.directory.municipality import find_codes

_HAVE_CODES: Final = frozenset({"kommun", "region", "län", "municipality", "county"})


class NewOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of an organisation.

    `county_code` has two digits and `municipality_code` four; without either, the parent's codes apply.
    """

    name: str
    type: str | None = None
    parent_id: UUID | None = None
    municipality_code: str | None = None
    county_code: str | None = None


class Organisation(NewOrganisation, frozen=True, kw_only=True):
    """An organisation as stored. `name_sort` is the Swedish sort key of its name, computed by the store."""

    organiser_id: UUID
    id: UUID
    name_sort: str = ""
    version: int = 1


def with_codes(new: NewOrganisation) -> NewOrganisation:
    """A municipality or region without codes gets those of its name; nothing else does, for a school may be called Falun."""
    if new.municipality_code or new.county_code or (new.type or "").casefold() not in _HAVE_CODES:
        return new
    codes = find_codes(new.name)
    if codes is None:
        return new
    if codes.municipality_code:
        return msgspec.structs.replace(new, municipality_code=codes.municipality_code)
    return msgspec.structs.replace(new, county_code=codes.county_code)


OrganisationChanges: TypeAlias = Changes[Organisation]
