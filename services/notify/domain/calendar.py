"""One iTIP calendar message (RFC 5546): method, UID, SEQUENCE, and the session that it is about."""

from datetime import date, datetime
from typing import Final, Literal

import msgspec

from shared.events import Mode
from shared.language import Language

Method = Literal["REQUEST", "CANCEL"]
Partstat = Literal["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]

# How many calendar mails a new registration gets at once: for the nearest sessions. Each later one is postponed.
ENTRIES_AT_ONCE: Final = 8


class Undated(ValueError):
    """A calendar message needs a date, and its session has none."""


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """ORGANIZER or ATTENDEE (RFC 5545); without a name only the address is shown."""

    address: str
    name: str | None = None


class CalendarMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One iTIP message about one seat, to its holder.

    `starts_at` with `ends_at` are instants; only `on` makes an all-day entry. `partstat` is the attendee's answer as
    the calendar shall show it: NEEDS-ACTION after a move, the last answer after a change of text. A CANCEL repeats
    the times and the summary of the entry that it removes. `news`, `note` and `contact` stand in the description.
    """

    method: Method
    uid: str
    sequence: int
    dtstamp: datetime
    organizer: Party
    attendee: Party
    language: Language
    summary: str
    mode: Mode | None = None
    place: str | None = None
    on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_tentative: bool = False
    join_url: str | None = None
    news: tuple[str, ...] = ()
    note: str | None = None
    contact: tuple[str | None, ...] = ()
    partstat: Partstat = "NEEDS-ACTION"


def partstat_after(last: Partstat, *, moved: bool) -> Partstat:
    """Return the PARTSTAT of an update: a move resets it, a change of text keeps it (calendar rule 9)."""
    return "NEEDS-ACTION" if moved else last
