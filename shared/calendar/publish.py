"""Writes a calendar to subscribe to: many entries in one file (RFC 5545, RFC 7986).

METHOD:PUBLISH without ATTENDEE (calendar rule 5), so that nobody is asked or named, and without ORGANIZER, which makes some
programs treat the entries as invitations.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

import msgspec

from shared import clean
from shared.calendar import lines
from shared.calendar import words as calendar_words
from shared.calendar.words import EntryText
from shared.events import Mode

_TAIL: Final = b"END:VCALENDAR\r\n"
# The refresh interval: the property of RFC 7986, and the older one that Outlook reads.
_HOURLY: Final = b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One date in a feed; it is left out if it has no day (`on` or `starts_at`).

    `uid` never changes, `sequence` never falls, and `changed_at` is when the entry last came to say something else, so
    that a file is the same until then. In `text` a personal feed may hold the join link; a public feed has no link but
    `url`, the page about the date.
    """

    uid: str
    sequence: int
    changed_at: datetime
    summary: str
    text: EntryText
    mode: Mode | None = None
    place: str | None = None
    on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_tentative: bool = False
    is_cancelled: bool = False
    url: str | None = None


def feed(name: str, entries: Iterable[FeedEntry]) -> bytes:
    """Write the calendar. It always holds the VTIMEZONE, because RFC 5545 3.6 forbids a calendar without components."""
    title = clean.line(name) or "–"
    written = [
        lines.head("PUBLISH"),
        lines.text("NAME", title),
        lines.text("X-WR-CALNAME", title),
        _HOURLY,
        lines.ZONE,
    ]
    written += [_event(entry) for entry in entries if _when(entry)]
    return b"".join((*written, _TAIL))


def _event(entry: FeedEntry) -> bytes:
    where = calendar_words.location(entry.mode, clean.optional(entry.place), entry.text.language)
    summary = clean.line(entry.summary) or "–"
    return b"".join(
        (
            b"BEGIN:VEVENT\r\n",
            lines.folded(f"UID:{clean.line(entry.uid)}"),
            b"SEQUENCE:%d\r\n" % entry.sequence,
            b"DTSTAMP:%s\r\n" % lines.utc(entry.changed_at),
            lines.text("SUMMARY", summary),
            lines.text("LOCATION", where),
            lines.folded(f"STATUS:{_status(entry)}"),
            _when(entry),
            lines.text("DESCRIPTION", _description(entry) or summary),
            lines.folded(f"URL:{clean.line(entry.url)}") if entry.url else b"",
            b"END:VEVENT\r\n",
        )
    )


def _description(entry: FeedEntry) -> str:
    return calendar_words.description(entry.text, entry.starts_at, entry.ends_at)


def _status(entry: FeedEntry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"


def _when(entry: FeedEntry) -> bytes:
    if entry.starts_at is not None:
        # A cancelled date leaves the time free.
        busy = b"TRANSP:TRANSPARENT\r\n" if entry.is_cancelled else b"TRANSP:OPAQUE\r\n"
        return lines.moments(entry.starts_at, entry.ends_at) + busy
    if entry.on is not None:
        return lines.whole_day(entry.on) + b"TRANSP:TRANSPARENT\r\n"
    return b""
