"""An audience: a rule that finds people by their positions. Which people it finds is a query (store/audience_people.py)."""

from typing import TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes


class NewAudience(msgspec.Struct, frozen=True, kw_only=True):
    """What a coordinator decides about an audience.

    A position matches if it has one of the values of each field that has any; empty fields and None restrict nothing.
    """

    name: str
    roles: tuple[str, ...] = ()
    or_equivalent: bool | None = None
    county_codes: tuple[str, ...] = ()
    municipality_codes: tuple[str, ...] = ()
    organisation_types: tuple[str, ...] = ()
    organisations: tuple[UUID, ...] = ()
    include_suborganisations: bool | None = None
    groups: tuple[str, ...] = ()
    everyone: bool | None = None


class Audience(NewAudience, frozen=True, kw_only=True):
    """An audience as stored."""

    organiser_id: UUID
    id: UUID
    version: int = 1


AudienceChanges: TypeAlias = Changes[Audience]
