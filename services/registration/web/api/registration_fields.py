"""The wire structs of a registration."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registration.domain.registration import Applicant
from services.registration.web.api.kit.fields import (
    UNSET,
    Email,
    Name,
    RequestBody,
    Resource,
    SingleLine,
    UnsetType,
    Version,
)
from shared.events import RegistrationStatus, SeatStatus
from shared.language import Language


class RegisteredPerson(msgspec.Struct, frozen=True, kw_only=True):
    """The registered person, masked if their identity is protected (`?reveal=true` shows them)."""

    id: UUID
    name: str
    email: str | None
    organisation: str | None
    role: str | None
    protected_identity: bool


class SeatInRegistration(msgspec.Struct, frozen=True, kw_only=True):
    """`position` is the place in the waiting list, from 1; `offered_until`: when the offer of a free seat expires.

    `held_until`: until when a seat is held while the registration is not confirmed.
    """

    id: UUID
    session_id: UUID
    status: SeatStatus
    position: int | None
    offered_until: datetime | None
    held_until: datetime | None


class Registration(Resource, frozen=True, kw_only=True):
    """Status `waiting`: no seat is confirmed. Only the newest seat of each session is shown.

    `held_until`: until when somebody can confirm it by the mailed link; null if it counts, or has been let go.
    """

    cohort_id: UUID
    person: RegisteredPerson
    status: RegistrationStatus
    seats: list[SeatInRegistration]
    answers: dict[str, Any]  # Any: by the organiser's questions
    invitation_id: UUID | None
    consent_version: int | None
    consented_at: datetime | None
    registered_at: datetime
    held_until: datetime | None
    version: int


class PersonBody(RequestBody, frozen=True, kw_only=True):
    name: Name
    email: Email
    organisation: SingleLine | None = None
    role: SingleLine | None = None
    language: Language | None = None


class NewRegistrationBody(RequestBody, frozen=True, kw_only=True):
    """Without `session_ids`: every bookable session of the cohort. `answers` are keyed by question id.

    `consent_version`: the version of the cohort's consent text that was agreed to, if it has one. `must_confirm`: it counts
    once the link in its mail has been opened and confirmed, as by a public form of a cohort that asks for it.
    """

    cohort_id: UUID
    person: PersonBody
    session_ids: list[UUID] | None = None
    answers: dict[str, Any] = msgspec.field(default_factory=dict)
    consent_version: Version | None = None
    must_confirm: bool = False


class RegistrationChanges(RequestBody, frozen=True, kw_only=True):
    """`answers`, if present, replace all answers. To give up sessions, use `withdraw`.

    Sensitive answers are never shown: one that is left out is kept, and null removes it.
    """

    answers: dict[str, Any] | UnsetType = UNSET
    version: Version | UnsetType | None = UNSET


class Withdrawal(RequestBody, frozen=True, kw_only=True):
    """Without `session_ids`: from all sessions."""

    session_ids: list[UUID] | None = None


class Substitution(RequestBody, frozen=True, kw_only=True):
    """The person who takes over. Without `session_ids`: all sessions that have not begun."""

    substitute: PersonBody
    session_ids: list[UUID] | None = None


class TakingBack(RequestBody, frozen=True, kw_only=True):
    """Without `session_ids`: all that substitutes have and that have not begun."""

    session_ids: list[UUID] | None = None


class SubstitutedRegistration(Registration, frozen=True, kw_only=True):
    """The registration after the transfer; `substitute_registration_id` is the registration that has the seats now."""

    substitute_registration_id: UUID


def applicant(person: PersonBody) -> Applicant:
    """The person to register; the language defaults to Swedish."""
    return Applicant(
        name=person.name,
        email=person.email,
        organisation=person.organisation,
        role=person.role,
        language=person.language or "sv",
    )
