"""The content of one mail as values: `compose` builds a letter, render/ turns it into text and bytes."""

from datetime import date, datetime
from typing import Literal

import msgspec

from services.notify.domain.calendar import CalendarMessage
from shared.events import Calendar, Mode, WaitingOrder
from shared.language import Language
from shared.notice_events import StaffLinkReason
from shared.reminders import ReminderTo

MailKind = Literal[
    "invitation",
    "invitation_reminder",
    "confirm",
    "confirmation",
    "calendar",
    "waiting",
    "offer",
    "promoted",
    "update",
    "cancellation",
    "withdrawal",
    "reminder",
    "follow_up",
    "substitute",
    "link",
    "opening",
    "staff",
    "answer",
    "mailing",
]
# resumed: takes place after all; moved: another time; dated: the date became known or certain; timed: the hours became
# known; undated: no date any more; unsure: no longer certain; placed: another place; linked: has a link now; roomed: the
# link leads elsewhere; noted: something new to know.
ChangeKind = Literal[
    "resumed", "moved", "dated", "timed", "undated", "unsure", "placed", "linked", "roomed", "noted", "other"
]
Relation = Literal["registered", "waiting", "invited", "was_registered"]
DateStatus = Literal[
    "open", "confirmed", "waiting", "offered", "expired", "withdrawn", "handed_over", "succeeded", "cancelled"
]


# asked: a calendar program has asked for the entry. refused: the time that its person proposed was refused.
EntryAgain = Literal["asked", "refused"]


class LetterLogo(msgspec.Struct, frozen=True, kw_only=True):
    """The organiser's logo: its address, which is the same for everybody, and its size in CSS pixels."""

    url: str
    width: int
    height: int


class MailSender(msgspec.Struct, frozen=True, kw_only=True):
    """The organiser. `address` is the From address of a mail without a calendar part; otherwise the ORGANIZER's is.

    `from_name`: the name in From, where it is not the organiser's.
    """

    name: str
    address: str
    from_name: str | None = None
    short_name: str | None = None
    accent: str | None = None
    logo: LetterLogo | None = None


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """The addressee, with role and organisation as in their invitation.

    `is_shared`: the address is that of whoever registered the person, and the mail goes there.
    """

    name: str
    email: str
    role: str | None = None
    organisation: str | None = None
    is_shared: bool = False


class RoleInOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """A role in an organisation, without the person's name."""

    role: str | None = None
    organisation: str | None = None


class ProgrammeInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The programme as the organiser describes it. `reservation` states that dates may change."""

    title: str
    subtitle: str | None = None
    summary: str | None = None
    reservation: str | None = None
    is_free: bool = False


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers questions, as published. Its address is the Reply-To of a mail without a calendar part."""

    label: str
    title: str | None = None
    email: str | None = None
    phone: str | None = None


class PreviousDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What the recipient was told last about a session that has changed; also what has not changed.

    `is_room_same`: the meeting's own URL is unchanged. `was_cancelled`: the last mail was a cancellation.
    `was_in_calendar`: the calendar entry was placed by an earlier REQUEST.
    """

    title: str
    mode: Mode | None = None
    place: str | None = None
    on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_tentative: bool = False
    had_join_url: bool = True
    is_room_same: bool = True
    note: str | None = None
    was_cancelled: bool = False
    was_in_calendar: bool = True


class DateLine(msgspec.Struct, frozen=True, kw_only=True):
    """One session and the recipient's status for it.

    `starts_at` with `ends_at`: instants. Only `on`: that day, time unknown. Neither: no date yet, perhaps a `term`.
    `position` is the place on the waiting list, from 1. `previous` is set in an update only. `offered_until` is the
    deadline of an open offer; `is_unsure`: the recipient has answered "maybe" in their calendar; dates with the same `occasion` count as one; the status `expired` is an offer that was not accepted in time.
    """

    title: str
    status: DateStatus = "open"
    form: str | None = None
    mode: Mode | None = None
    place: str | None = None
    note: str | None = None
    agenda: tuple[str, ...] = ()
    term: str | None = None
    on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_tentative: bool = False
    position: int | None = None
    offered_until: datetime | None = None
    join_url: str | None = None
    previous: PreviousDetails | None = None
    occasion: str | None = None
    is_unsure: bool = False


class MailFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


class EnquiryContent(msgspec.Struct, frozen=True, kw_only=True):
    """An enquiry to the organiser and its answer, as they were written; `files` are the `attachments` of a letter, as long as they are there."""

    subject: str
    organisation: str
    name: str
    email: str
    audience: str | None = None
    people: str | None = None
    wanted_when: str | None = None
    reference: str | None = None
    message: str | None = None
    answer: str | None = None
    is_letter: bool = False
    attachments: tuple[str, ...] = ()
    files: tuple[MailFile, ...] = ()


class MailingContent(msgspec.Struct, frozen=True, kw_only=True):
    """What the organiser wrote, with placeholders (shared/placeholders.py); `body` is Markdown.

    `relation` is what the recipient has to do with the cohort. `is_test`: to somebody who tries it before it is sent.
    """

    subject: str
    body: str
    relation: Relation
    is_test: bool = False
    files: tuple[MailFile, ...] = ()


class OwnText(msgspec.Struct, frozen=True, kw_only=True):
    """A subject and a text of the organiser's own, with placeholders; the text is Markdown. None: as without it."""

    subject: str | None = None
    body: str | None = None


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """Absolute URLs; None where the recipient cannot use the link now. Join links are on the `DateLine`s."""

    privacy_url: str | None = None
    page_url: str | None = None
    answer_url: str | None = None
    my_url: str | None = None
    feed_url: str | None = None
    data_url: str | None = None
    password_url: str | None = None


class ReminderTime(msgspec.Struct, frozen=True, kw_only=True):
    """How long before the start a reminder is sent, in days or in hours."""

    days_before: int | None = None
    hours_before: int | None = None


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to one person, complete: the bytes of the mail are a function of the letter alone.

    `message_id` includes the angle brackets. `made_at` is the Date header and the day that "tomorrow" refers to. `dates`
    are in the order shown. `reason` is the organiser's text on why a session was moved or cancelled. `in_place_of` is
    set in a substitute's mail, `giver` names who gave up the seat. `has_heir`: somebody has the seats now, whom `heir` names.
    `is_return`: they went back to the person they came from. `is_by_position`: they followed a position. `is_first`: nothing has been told of the registration
    before. `are_links_replaced`: the links in earlier mails no longer open anything. `offers`: a free seat is offered to
    the next on the waiting list, not assigned.
    `is_farewell`: to an earlier address of the person, whose calendar entry it takes away. `is_to_invited`: about changed
    sessions, to a person who was invited to them and has not answered. `is_about_added`: asks a person who has answered
    about sessions that were added. `confirm_until`: until when a registration that does not count yet can be confirmed;
    `confirms_others`: how many others are confirmed with it. `staff_link`: the mail brings a link for choosing a password,
    for this reason. `entry_again`: why a calendar entry comes once more. `takes_answers`: answers in calendars
    reach us. `reminder_to`: whom the reminder rule of the mail goes to; `rule_text`: what the organiser has added to it, as
    Markdown with placeholders. `own`: what the organiser has written for letters of this kind.
    """

    kind: MailKind
    key: str
    message_id: str
    envelope_from: str
    made_at: datetime
    language: Language
    sender: MailSender
    recipient: Recipient
    programme: ProgrammeInfo
    dates: tuple[DateLine, ...]
    links: Links
    cohort_name: str | None = None
    contact: Contact | None = None
    origin: Literal["inbjudan", "kallelse"] = "inbjudan"
    substitutes_allowed: bool = False
    respond_by: date | None = None
    reason: str | None = None
    waiting_order: WaitingOrder = "time"
    offers: bool = False
    in_place_of: RoleInOrganisation | None = None
    giver: str | None = None
    heir: str | None = None
    has_heir: bool = False
    is_return: bool = False
    is_by_position: bool = False
    is_first: bool = True
    calendar_mode: Calendar = "invitations"
    answers_missing: bool = False
    reminders: tuple[ReminderTime, ...] = ()
    calendar: CalendarMessage | None = None
    enquiry: EnquiryContent | None = None
    mailing: MailingContent | None = None
    own: OwnText | None = None
    staff_link: StaffLinkReason | None = None
    are_links_replaced: bool = False
    is_farewell: bool = False
    is_to_invited: bool = False
    is_about_added: bool = False
    confirm_until: datetime | None = None
    confirms_others: int = 0
    entry_again: EntryAgain | None = None
    takes_answers: bool = False
    reminder_to: ReminderTo = "seat"
    rule_text: str | None = None
    correlation_id: str | None = None

    @property
    def template(self) -> str:
        """The folder of the texts: the kind's own, unless the recipient's situation has others."""
        if self.staff_link is not None:
            return "staff_link"
        if self.is_about_added:
            return "invited_added"
        if self.is_to_invited:
            return f"invited_{self.kind}"
        return "farewell" if self.is_farewell else self.kind
