"""What one mail says: values only. The plan puts a letter together, render/ finds the words."""

from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from services.notify.domain.calendar import CalendarMessage
from shared.events import Calendar, Language, Mode, WaitingOrder

Kind = Literal[
    "invitation",
    "confirmation",
    "calendar",
    "waiting",
    "offer",
    "promoted",
    "update",
    "cancellation",
    "withdrawal",
    "reminder",
    "substitute",
    "link",
    "opening",
    "staff",
    "answer",
]
LineStatus = Literal["open", "confirmed", "waiting", "offered", "expired", "withdrawn", "cancelled"]

# A personal join link opens the room this long before the start; mails say at what time.
DOORS_OPEN_BEFORE: Final = timedelta(minutes=30)


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """The organiser. `address` is From where there is no calendar part; else From is the ORGANIZER's."""

    name: str
    address: str
    short_name: str | None = None
    accent: str | None = None


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """The one person that the mail is for; role and organisation are those under which they were asked."""

    name: str
    email: str
    role: str | None = None
    organisation: str | None = None


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A function somewhere, without the person who holds it."""

    role: str | None = None
    organisation: str | None = None


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The programme, as it presents itself. `reservation` is its text on being subject to change."""

    title: str
    subtitle: str | None = None
    summary: str | None = None
    reservation: str | None = None
    is_free: bool = False


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers questions, as published; with an address it is Reply-To where there is no calendar part."""

    label: str
    title: str | None = None
    email: str | None = None
    phone: str | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the recipient was told before of a session that has changed: all of it, not only what differs.

    `is_room_same`: the meeting's own URL is the one it was. `was_cancelled`: the last they heard was that it is cancelled. `was_in_calendar`: an entry stands in theirs.
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
    was_cancelled: bool = False
    was_in_calendar: bool = True


class DateLine(msgspec.Struct, frozen=True, kw_only=True):
    """One session and how it stands for the recipient.

    `starts_at` with `ends_at`: instants. Only `on`: that day, time unknown. Neither: `term` at most.
    `position` is the place in the waiting list, `previous` is given in an update only. `offered_until`: until when a
    seat is held, for one that is offered; `expired` is one that nobody took in time.
    """

    title: str
    status: LineStatus = "open"
    form: str | None = None
    mode: Mode | None = None
    place: str | None = None
    note: str | None = None
    term: str | None = None
    on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_tentative: bool = False
    position: int | None = None
    offered_until: datetime | None = None
    join_url: str | None = None
    previous: Told | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asked the organiser to arrange, and what is answered; each as it was written."""

    subject: str
    organisation: str
    name: str
    email: str
    audience: str | None = None
    people: int | None = None
    wanted_when: str | None = None
    reference: str | None = None
    message: str | None = None
    answer: str | None = None


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """Whole addresses; only the ones that the recipient may use now. The join link stands by its date."""

    privacy_url: str | None = None
    page_url: str | None = None
    answer_url: str | None = None
    my_url: str | None = None
    feed_url: str | None = None


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """When a reminder comes: this long before the start."""

    days_before: int | None = None
    hours_before: int | None = None


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to one person, whole: the bytes follow from it and from nothing else.

    `message_id` has its angle brackets. `made_at` is the Date, and what "tomorrow" counts from. The dates stand in
    the order in which they are shown. `reason` is why something was moved, cancelled or withdrawn, in the
    organiser's words. `in_place_of` says in a substitute's first mail whose seat it is, as a function. `offers`: whoever
    waits is asked before a seat is theirs.
    """

    kind: Kind
    key: str
    message_id: str
    envelope_from: str
    made_at: datetime
    language: Language
    sender: Sender
    recipient: Recipient
    programme: About
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
    in_place_of: Post | None = None
    calendar_mode: Calendar = "invitations"
    reminders: tuple[Reminder, ...] = ()
    calendar: CalendarMessage | None = None
    question: Question | None = None
    correlation_id: str | None = None
