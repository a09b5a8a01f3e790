"""Events between the services: snapshots of the present state, versioned by (epoch, version).

A receiver keeps the newest snapshot of each thing, by (epoch, version). Fields are only ever added, with a
default; a new kind is deployed to its receiver first (docs/api.md). No event is an instruction: which mails are sent
follows from a difference of states, never from the kind of an event (architecture rule 5).
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from shared.calendar_answer import CalendarAnswer
from shared.language import Language
from shared.letter_texts import LetterTexts
from shared.mailing_events import Mailing, MailingAttachment, MailingRecipient
from shared.notice_events import Opening, StaffLink
from shared.person_letter import PersonLetter
from shared.person_mail import PersonMail
from shared.reminders import ReminderRule
from shared.send_hours import SendingSnapshot
from shared.snapshot import Snapshot

Calendar = Literal["invitations", "subscription", "none"]
CohortStatus = Literal["draft", "open", "closed", "cancelled"]
InvitationKind = Literal["inbjudan", "kallelse", "utses"]
InvitationStatus = Literal["queued", "sent", "bounced", "accepted", "declined", "substituted", "expired"]
Mode = Literal["on_site", "digital", "hybrid"]
RegistrationStatus = Literal["registered", "waiting", "withdrawn"]
SeatStatus = Literal["confirmed", "waiting", "withdrawn"]
# Order of promotion: longest waiting first, or first one person from each organisation without a seat there.
WaitingOrder = Literal["time", "organisation_first"]
SessionStatus = Literal["announced", "tentative", "scheduled", "cancelled"]


class Organiser(SendingSnapshot, frozen=True, kw_only=True, tag="organiser"):
    """The tenant. `short_name` is short enough for a letterhead; `accent` is a colour, #rrggbb.

    `logo_hash`: of the picture that the organiser's pages show, with its size in pixels; None where there is none.
    `sender_name`, `sender_address`: whom mail is from, where that is not the organiser's name and the installation's address.
    """

    slug: str
    name: str
    short_name: str | None = None
    accent: str | None = None
    logo_hash: str | None = None
    logo_width: int | None = None
    logo_height: int | None = None
    sender_name: str | None = None
    sender_address: str | None = None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The person who answers questions about a programme."""

    label: str
    title: str | None = None
    email: str | None = None
    phone: str | None = None


class Programme(Snapshot, frozen=True, kw_only=True, tag="programme"):
    """`is_open`: anyone may register, and a freed seat is offered instead of given at once."""

    title: str
    subtitle: str | None = None
    summary: str | None = None
    reservation: str | None = None
    is_free: bool = False
    is_open: bool = False
    contact: Contact | None = None


class Cohort(SendingSnapshot, frozen=True, kw_only=True, tag="cohort"):
    programme_id: UUID
    name: str
    status: CohortStatus
    sends_confirmations: bool = True
    reminders: tuple[ReminderRule, ...] = ()
    waiting_order: WaitingOrder = "time"


class Session(Snapshot, frozen=True, kw_only=True, tag="session"):
    """One session. The meeting's own URL is not included: mails contain the personal join link (architecture rule 7).

    `starts_at` with `ends_at`: instants. Only `on`: that day, time unknown. Neither: `term` only.
    `link_mark` identifies the meeting's URL without revealing it.
    `edition` rises with each change that people are told of; a silent change keeps it.
    `parent_id` and `choice_group`: part of a day, and of which one attends one; mails count by them.
    `timed_at`: when the present day and time were set; a reminder that was due before it is not sent.
    """

    cohort_id: UUID
    status: SessionStatus
    title: str
    number: int | None = None
    form: str | None = None
    term: str | None = None
    on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    mode: Mode | None = None
    place: str | None = None
    note: str | None = None
    has_join_url: bool = False
    link_mark: str | None = None
    edition: int = 1
    timed_at: datetime
    change_reason: str | None = None
    cancel_reason: str | None = None
    parent_id: UUID | None = None
    choice_group: str | None = None
    agenda: tuple[str, ...] = ()


class Person(Snapshot, frozen=True, kw_only=True, tag="person"):
    """`erased`: the person asked for erasure; name and address remain until the last mail has been sent.

    `address_edition` rises when `email` becomes another mailbox, or none: what was told to an earlier one is told again.
    `feed_generation` is that of the link to the calendar feed with all dates of the person.
    `address_erased`: the address was somebody else's, who has been erased; nothing of it may be kept.
    `is_shared`: the address is somebody else's, who registered the person and gets their mail.
    """

    name: str
    email: str | None = None
    language: Language = "sv"
    protected_identity: bool = False
    erased: bool = False
    feed_generation: int = 1
    address_erased: bool = False
    is_shared: bool = False
    address_edition: int = 1


class Invitation(Snapshot, frozen=True, kw_only=True, tag="invitation"):
    """One person invited to sessions. `generation` is that of the personal link (architecture rule 7).

    `link_asked_at`: when the link was last to be mailed again.
    `asked_again_at`: when the person, who had answered, was last asked about sessions that were added.
    `reminded_at`: when the person, who had not answered, was last reminded.
    `substitute_person_id`: who comes in the place of somebody who has answered with a substitute and never had a seat; `substitute_session_ids`: to what.
    """

    cohort_id: UUID
    person_id: UUID
    form: InvitationKind
    status: InvitationStatus
    session_ids: tuple[UUID, ...]
    invited_at: datetime
    respond_by: date | None = None
    role: str | None = None
    organisation: str | None = None
    substitutes_allowed: bool = False
    generation: int = 1
    link_asked_at: datetime | None = None
    substitute_person_id: UUID | None = None
    substitute_session_ids: tuple[UUID, ...] = ()
    asked_again_at: datetime | None = None
    reminded_at: datetime | None = None


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A seat, or a place in the waiting list, in one session. A withdrawn seat never returns: a new one is made.

    `offered_until`: with a wait, until when a seat is reserved for it; such a wait is not in line and has no `position`.
    It stays after the wait is withdrawn: if that is at this time or later, the offer had expired.
    `handed_from_person_id`: who gave up the seat for its holder; None once the status has changed since.
    `was_present`: its holder came. `handed_to_person_id`: of a withdrawn seat, who got it. `is_return`: with either, the seat went back to whom it came from.
    `is_by_position`: with either, the seat followed a position to whoever has it now.
    `is_unsure`: its holder has answered "maybe" in their calendar, and nothing since. `entry_asked_at`: when its calendar entry was last to be
    sent again; `is_proposal_refused`: because another time, which its holder had proposed, was refused then.
    """

    id: UUID
    session_id: UUID
    status: SeatStatus
    since: datetime
    position: int | None = None
    generation: int = 1
    offered_until: datetime | None = None
    handed_from_person_id: UUID | None = None
    handed_to_person_id: UUID | None = None
    is_return: bool = False
    is_by_position: bool = False
    is_unsure: bool = False
    entry_asked_at: datetime | None = None
    is_proposal_refused: bool = False
    was_present: bool = False


class Registration(Snapshot, frozen=True, kw_only=True, tag="registration"):
    """One person in one cohort, with all seats they ever had there.

    `origin`: answered an invitation, called (then no confirmation follows, because the kallelse says it all), registered
    by form or API, or named as a substitute.
    `link_asked_at`: when the link to the registration's page was last requested again. `was_subscribed`: its dates were in
    the feed before another calendar was chosen, so the SEQUENCE of mails goes on from there (shared/calendar/sequence.py).
    `data_asked_at`: when the link to the person's stored data, whose generation is `data_generation`, was last requested.
    `answers_missing`: the cohort asks something that has to be answered, and nothing has been.
    `confirm_until`: until when somebody can confirm it by the link to its page. Until they do, it does not count: its seats are waits
    with a seat held, and the only mail asks for that; it stays after the time ran out. `confirm_with_id`: the registration whose link
    confirms this one too, so that it has no mail of its own; `confirms_others`: how many others this one's link confirms.
    """

    cohort_id: UUID
    person_id: UUID
    status: RegistrationStatus
    origin: Literal["answer", "kallelse", "form", "substitute"]
    registered_at: datetime
    seats: tuple[Seat, ...] = ()
    invitation_id: UUID | None = None
    calendar: Calendar = "invitations"
    generation: int = 1
    link_asked_at: datetime | None = None
    was_subscribed: bool = False
    data_asked_at: datetime | None = None
    data_generation: int = 0
    answers_missing: bool = False
    confirm_until: datetime | None = None
    confirm_with_id: UUID | None = None
    confirms_others: int = 0


class Enquiry(Snapshot, frozen=True, kw_only=True, tag="enquiry"):
    """A visitor's enquiry to the organiser. `to` receives it; `answer` is the reply, once there is one.

    `people_words`: how many people, where that is no number. `is_letter`: it came as a reply to one of our mails; `attachments`: names of
    files that came with it.
    """

    subject: str
    organisation: str
    name: str
    email: str
    language: Language
    asked_at: datetime
    audience: str | None = None
    people: int | None = None
    wanted_when: str | None = None
    reference: str | None = None
    message: str | None = None
    to: Contact | None = None
    answer: str | None = None
    answered_at: datetime | None = None
    people_words: str | None = None
    is_letter: bool = False
    attachments: tuple[str, ...] = ()


class InvitationDelivery(Snapshot, frozen=True, kw_only=True, tag="invitation_delivery"):
    """Outcome of an invitation mail; `id` is the invitation's. From notify to registration."""

    outcome: Literal["sent", "failed", "bounced"]
    at: datetime


class PersonScrubbed(Snapshot, frozen=True, kw_only=True, tag="person_scrubbed"):
    """Notify holds no more data of an erased person, `id`. From notify to registration."""

    at: datetime


ToNotify = (
    Organiser
    | Programme
    | Cohort
    | Session
    | Person
    | Invitation
    | Registration
    | Enquiry
    | Opening
    | Mailing
    | MailingAttachment
    | MailingRecipient
    | StaffLink
    | LetterTexts
)
ToRegistration = InvitationDelivery | PersonMail | PersonScrubbed | CalendarAnswer | PersonLetter
Event = ToNotify | ToRegistration
