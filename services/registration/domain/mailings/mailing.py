"""Mailings: a text of the organiser's own to a selection of a cohort's people."""

from datetime import datetime
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.errors import FieldsRefused, MailingNotOpen
from services.registration.domain.form import FieldError
from shared import placeholders

MailingStatus = Literal["draft", "scheduled", "sent", "cancelled"]
# registered, waiting, withdrawn: by the registration. pending: invited, no answer yet. The others: by the invitation.
PersonStatus = Literal[
    "registered", "waiting", "withdrawn", "accepted", "declined", "pending", "substituted", "expired"
]

# The statuses in which a mailing has not gone and can still be changed.
OPEN: Final = frozenset({"draft", "scheduled"})
SUBJECT: Final = 200
BODY: Final = 20_000


class Selection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which people of the cohort; every field that is given must match.

    Without a status: whoever is invited, comes or waits, but none who has said no. `accepted` are also those who come
    or wait without an invitation. `session_id`: has a seat or waits there; `not_session_id`: does neither. County,
    municipality, organisation (with those below it) and role are those of a position that the person has now.
    """

    status: PersonStatus | None = None
    statuses: tuple[PersonStatus, ...] = ()
    session_id: UUID | None = None
    not_session_id: UUID | None = None
    county_code: str | None = None
    municipality_code: str | None = None
    organisation_id: UUID | None = None
    role: str | None = None
    audience_id: UUID | None = None

    @property
    def all_statuses(self) -> tuple[PersonStatus, ...]:
        """`status` and `statuses` together."""
        return (*self.statuses, *([self.status] if self.status else []))

    @property
    def seat_statuses(self) -> list[str]:
        """The statuses of a seat in `session_id` that match."""
        wanted = set(self.all_statuses)
        if not wanted or "accepted" in wanted or {"registered", "waiting"} <= wanted:
            return ["confirmed", "waiting"]
        return ["waiting"] if "waiting" in wanted else ["confirmed"]

    @property
    def is_by_position(self) -> bool:
        return any((self.county_code, self.municipality_code, self.organisation_id, self.role))


class NewMailing(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of a mailing. `body` is Markdown; both texts may have placeholders. `send_at` None: at once."""

    cohort_id: UUID
    selection: Selection = Selection()
    subject: str
    body: str
    send_at: datetime | None = None


class Mailing(NewMailing, frozen=True, kw_only=True):
    """A mailing as stored. The counts are set when it is sent."""

    organiser_id: UUID
    id: UUID
    status: MailingStatus = "draft"
    sent_at: datetime | None = None
    recipients: int | None = None
    without_address: int | None = None
    created_at: datetime
    version: int = 1


class SelectedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom a selection matches, with what they have in the cohort."""

    person_id: UUID
    registration_id: UUID | None
    invitation_id: UUID | None
    has_address: bool


MailingChanges: TypeAlias = Changes[Mailing]


def require_text(subject: str, body: str) -> None:
    """Raise `FieldsRefused` with every placeholder that means nothing, and for braces that are not closed."""
    errors = [
        FieldError(field, "placeholder", name)
        for field, text in (("subject", subject), ("body", body))
        for name in placeholders.unknown(text)
    ]
    errors += [
        FieldError(field, "braces")
        for field, text in (("subject", subject), ("body", body))
        if placeholders.is_unclosed(text)
    ]
    if errors:
        raise FieldsRefused(errors)


def require_open(mailing: Mailing) -> None:
    """Raise `MailingNotOpen` for one that is sent or cancelled."""
    if mailing.status not in OPEN:
        raise MailingNotOpen


def is_due(mailing: Mailing, now: datetime) -> bool:
    """Whether a scheduled mailing's time has come."""
    return mailing.status == "scheduled" and mailing.send_at is not None and mailing.send_at <= now


def require_ahead(send_at: datetime | None, now: datetime) -> None:
    """Raise `FieldsRefused` for a time that is past."""
    if send_at is not None and send_at <= now:
        raise FieldsRefused([FieldError("send_at", "not_ahead")])
