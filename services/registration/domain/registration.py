"""A registration: one person in one cohort, with the status that follows from its seats."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.form import FieldError, FieldReader
from shared.events import Calendar, Language, RegistrationStatus, SeatStatus

LANGUAGES: Final = ("sv", "en")
# With more dates than this, a calendar that is subscribed to is kinder than as many mails (docs/architecture.md).
MOST_CALENDAR_MAILS: Final = 12


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """Who registers, as written in a form: cleaned by `read_applicant`."""

    name: str
    email: str
    organisation: str | None = None
    role: str | None = None
    language: Language = "sv"


class RegistrationSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A seat or a wait as it is shown; `position` is the place in the waiting list, counted from 1.

    `offered_until`: with a wait, until when a seat is held for it; when that is given up, until when it was.
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

    @property
    def is_offered(self) -> bool:
        return self.status == "waiting" and self.offered_until is not None

    @property
    def ran_out(self) -> bool:
        """Whether a seat was held, and nobody took it in time."""
        return (
            self.status == "withdrawn" and self.offered_until is not None and self.since >= self.offered_until
        )

    @property
    def is_counted(self) -> bool:
        """Whether the seat counts as taken: it is confirmed, or an offer reserves it."""
        return self.status == "confirmed" or self.is_offered


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A registration with the person it is for and every seat it ever had."""

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
    answers: dict[str, Any]  # Any: what a form of the organiser's own asks
    registered_at: datetime
    generation: int
    version: int
    seats: tuple[RegistrationSeat, ...] = ()


def status_of(seats: Iterable[SeatStatus]) -> RegistrationStatus:
    """A registration follows its seats: registered with one seat, waiting with only waits, else withdrawn."""
    held = set(seats)
    if "confirmed" in held:
        return "registered"
    return "waiting" if "waiting" in held else "withdrawn"


def default_calendar(chosen: Calendar | None, *, dates: int) -> Calendar:
    """The cohort's own choice, else a subscription where there are many dates."""
    return chosen or ("subscription" if dates > MOST_CALENDAR_MAILS else "invitations")


def read_applicant(
    values: Mapping[str, object], *, prefix: str = "", language: Language = "sv"
) -> Applicant | list[FieldError]:
    """Read `name`, `email`, `organisation`, `role` and `language`, or say all that is wrong with them."""
    reader = FieldReader(values, prefix=prefix)
    name = reader.name()
    email = reader.email()
    organisation = reader.line("organisation")
    role = reader.line("role")
    spoken = reader.choice("language", LANGUAGES, default=language)
    if reader.errors or email is None:
        return reader.errors
    return Applicant(
        name=name,
        email=email,
        organisation=organisation,
        role=role,
        language="en" if spoken == "en" else "sv",
    )
