"""An organisation: anyone who arranges, buys or takes part."""

from typing import TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes


class NewOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """What a coordinator decides about an organisation.

    `county_code` has two digits and `municipality_code` four. One that has neither is where its parent is.
    """

    name: str
    type: str | None = None
    parent_id: UUID | None = None
    municipality_code: str | None = None
    county_code: str | None = None


class Organisation(NewOrganisation, frozen=True, kw_only=True):
    """An organisation as stored. `name_sort` is the key of its name in Swedish order, which the store makes."""

    organiser_id: UUID
    id: UUID
    name_sort: str = ""
    version: int = 1


OrganisationChanges: TypeAlias = Changes[Organisation]
