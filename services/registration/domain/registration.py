"""A registration: one person in one cohort, with the status that follows from its seats."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.form import FieldError, FieldReader
from shared.events import Calendar, RegistrationStatus, SeatStatus
from shared.language import Language

LANGUAGES: Final = ("sv", "en")
# With more dates than this, the default is a calendar subscription instead of one mail each (docs/architecture.md).
MOST_CALENDAR_MAILS: Final = 12


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """The person in a registration form, validated by `read_applicant`."""

    name: str
    email: str
    organisation: str | None = None
    role: str | None = None
    language: Language = "sv"


class RegistrationSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A seat or a waiting place as shown; `position` is the place in the waiting list, counted from 1.

    `offered_until`: until when a seat is reserved for a waiting place; on a withdrawn one, until when it was.
    `confirm_until`: of its registration, if nobody has confirmed that: then the seat is held for that, and not offered.
    """

    id: UUID
    registration_id: UUID
    session_id: UUID
    status: SeatStatus
    since: datetime
    position: int | None = None
    generation: int = 1
    attendance: str | None = None
    offered_until: datetime | None = None
    confirm_until: datetime | None = None

    @property
    def is_offered(self) -> bool:
        return self.is_reserved and self.confirm_until is None

    @property
    def is_reserved(self) -> bool:
        return self.status == "waiting" and self.offered_until is not None

    @property
    def ran_out(self) -> bool:
        """Whether the offered seat was not accepted in time."""
        return (
            self.status == "withdrawn" and self.offered_until is not None and self.since >= self.offered_until
        )

    @property
    def is_counted(self) -> bool:
        """Whether the seat counts as taken: it is confirmed, offered, or held until the registration is confirmed."""
        return self.status == "confirmed" or self.is_reserved


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A registration with its person and all its seats, withdrawn ones included."""

    organiser_id: UUID
    id: UUID
    cohort_id: UUID
    person_id: UUID
    person_name: str
    person_email: str | None
    person_language: Language
    person_protected: bool
    invitation_id: UUID | None
    status: RegistrationStatus
    origin: str
    calendar: Calendar
    role: str | None
    organisation: str | None
    answers: dict[str, Any]  # Any: answers to the organiser's own form
    registered_at: datetime
    generation: int
    version: int
    confirm_until: datetime | None = None
    seats: tuple[RegistrationSeat, ...] = ()

    @property
    def is_unconfirmed(self) -> bool:
        """Whether it does not count before somebody confirms it by the mailed link."""
        return self.confirm_until is not None


def status_of(seats: Iterable[SeatStatus]) -> RegistrationStatus:
    """Derive a registration's status: registered with any seat, waiting with only waiting places, else withdrawn."""
    statuses = set(seats)
    if "confirmed" in statuses:
        return "registered"
    return "waiting" if "waiting" in statuses else "withdrawn"


def default_calendar(chosen: Calendar | None, *, dates: int) -> Calendar:
    """Return the cohort's setting; without one, a subscription if there are many dates, else mails."""
    return chosen or ("subscription" if dates > MOST_CALENDAR_MAILS else "invitations")


def read_applicant(
    values: Mapping[str, object], *, prefix: str = "", language: Language = "sv"
) -> Applicant | list[FieldError]:
    """Validate `name`, `email`, `organisation`, `role` and `language`; returns every field error if any is invalid."""
    reader = FieldReader(values, prefix=prefix)
    name = reader.name()
    email = reader.email()
    organisation = reader.line("organisation")
    role = reader.line("role")
    chosen_language = reader.choice("language", LANGUAGES, default=language)
    if reader.errors or email is None:
        return reader.errors
    return Applicant(
        name=name,
        email=email,
        organisation=organisation,
        role=role,
        language="en" if chosen_language == "en" else "sv",
    )
