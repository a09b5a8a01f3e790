"""What one calendar message says: method, UID, SEQUENCE, and the one session that it is about."""

from datetime import date, datetime
from typing import Literal

import msgspec

from shared.events import Language, Mode

Method = Literal["REQUEST", "CANCEL"]
Partstat = Literal["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]


class Undated(ValueError):
    """A session without a date has no calendar entry."""


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """ORGANIZER or ATTENDEE; without a name only the address is shown."""

    address: str
    name: str | None = None


class CalendarMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One iTIP message about one seat, to the one who has it.

    `starts_at` with `ends_at`: instants. Only `on`: an all-day entry. `partstat` is the answer that stands: after
    a move NEEDS-ACTION, after a change of text the last one given. A CANCEL repeats times and summary of the
    entry that it takes away.
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
    partstat: Partstat = "NEEDS-ACTION"


def partstat_after(last: Partstat, *, moved: bool) -> Partstat:
    """Choose the answer that an update carries: a move asks again, a change of text keeps it (rule 9)."""
    return "NEEDS-ACTION" if moved else last
