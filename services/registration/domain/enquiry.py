"""An enquiry: a visitor's request that the organiser arranges something, read from a form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.domain.form import FieldError, FieldReader
from shared.language import Language

EnquiryStatus = Literal["new", "answered"]

_MOST_PEOPLE: Final = 100_000


class NewEnquiry(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of the enquiry form: subject, audience, number of people, time, sender and buyer reference.

    `people_words`: the number of people as it was written ("25–30", "a whole team"), where it is no plain number. `is_letter`: it came as a reply to
    one of our mails, to `person_id` and about `session_id` as far as that is known, with the names of `attachments`.
    """

    subject: str
    organisation: str
    name: str
    email: str
    language: Language
    audience: str | None = None
    people: int | None = None
    people_words: str | None = None
    wanted_when: str | None = None
    reference: str | None = None
    message: str | None = None
    is_letter: bool = False
    attachments: tuple[str, ...] = ()
    person_id: UUID | None = None
    session_id: UUID | None = None


class Enquiry(NewEnquiry, frozen=True, kw_only=True):
    """An enquiry as stored; `answer` is the text mailed back, `note` the coordinator's internal note."""

    organiser_id: UUID
    id: UUID
    status: EnquiryStatus
    note: str | None
    answer: str | None
    answered_at: datetime | None
    asked_at: datetime
    version: int


def read_enquiry(values: Mapping[str, object], language: Language) -> NewEnquiry | list[FieldError]:
    """Validate the form; returns all field errors if any field is invalid."""
    reader = FieldReader(values)
    subject = reader.line("subject", limit=300, required=True)
    audience = reader.line("audience")
    people = reader.line("people")
    number = _number(people)
    wanted_when = reader.line("wanted_when")
    message = reader.long_text("message")
    organisation = reader.line("organisation", required=True)
    name = reader.name()
    email = reader.email()
    reference = reader.line("reference")
    if reader.errors or subject is None or organisation is None or email is None:
        return reader.errors
    return NewEnquiry(
        subject=subject,
        audience=audience,
        people=number,
        people_words=people if number is None else None,
        wanted_when=wanted_when,
        organisation=organisation,
        name=name,
        email=email,
        reference=reference,
        message=message,
        language=language,
    )


def _number(text: str | None) -> int | None:
    """A plain number of people; None for anything else, which is kept as it is written."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 7):
        return None
    return int(text) if 0 < int(text) <= _MOST_PEOPLE else None
