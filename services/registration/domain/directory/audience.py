"""An audience: a rule that matches people by their positions. store/audience_people.py runs the query."""

from typing import TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes


class NewAudience(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of an audience.

    A position matches if, for every non-empty field, it has one of the listed values; empty fields and None match all.
    What is excluded counts before that: people by id, whoever is registered in one of the cohorts, and positions at one
    of the organisations or below it (docs/decisions/0081).
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
    excluded_people: tuple[UUID, ...] = ()
    excluded_cohorts: tuple[UUID, ...] = ()
    excluded_organisations: tuple[UUID, ...] = ()


class Audience(NewAudience, frozen=True, kw_only=True):
    """An audience as stored."""

    organiser_id: UUID
    id: UUID
    version: int = 1


AudienceChanges: TypeAlias = Changes[Audience]
