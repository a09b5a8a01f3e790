"""An organisation that arranges, buys or takes part."""

from typing import TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes


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


OrganisationChanges: TypeAlias = Changes[Organisation]
