"""A programme: a course or series, of which each cohort is one round."""

from datetime import date
from typing import Literal, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.form import FieldError

RegistrationForm = Literal["invitation_only", "appointed_by_commissioner", "summons", "agreed_plan", "open"]


class NewProgramme(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of a programme. `commissioner_id` is the organisation that buys it."""

    title: str
    subtitle: str | None = None
    kind: str | None = None
    summary: str | None = None
    registration: RegistrationForm = "invitation_only"
    contact_id: UUID | None = None
    commissioner_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    reservation: str | None = None


class Programme(NewProgramme, frozen=True, kw_only=True):
    """A programme as stored."""

    organiser_id: UUID
    id: UUID
    version: int = 1


ProgrammeChanges: TypeAlias = Changes[Programme]


def contradictions(programme: NewProgramme) -> list[FieldError]:
    """Return field errors for an end date before the start date."""
    if programme.starts_on and programme.ends_on and programme.ends_on < programme.starts_on:
        return [FieldError("ends_on", "before_start")]
    return []
