"""Lines of an iCalendar file as bytes: times in Stockholm, text escaped, folded at 75 octets (RFC 5545)."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from icalendar.parser import Contentline

from shared import times
from shared.calendar.words import SHOWN_LENGTH

# Only the two yearly rules since 1970: several programs read zones with lists of dates wrong by an hour
# (and icalendar's add_missing_timezones writes such a list).
ZONE: Final = (
    b"BEGIN:VTIMEZONE\r\nTZID:Europe/Stockholm\r\n"
    b"BEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    b"TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n"
    b"BEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    b"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nEND:DAYLIGHT\r\n"
    b"END:VTIMEZONE\r\n"
)

_WIDTH: Final = 74  # octets of a line before its end; a folded line begins with a space, and stays within 75
_HEAD: Final = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kallelse//Kallelse//SV\r\nMETHOD:%s\r\n"
# RFC 5545 section 3.3.11. Escaped here instead of by icalendar, which reads a backslash with a
# capital N as a line break: C:\Nyheter would lose a letter.
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def head(method: str) -> bytes:
    """Return the start of a file; the caller writes `END:VCALENDAR`."""
    return _HEAD % method.encode()


def folded(line: str) -> bytes:
    """Return a line with its end, folded at 75 octets without splitting a character."""
    raw = line.encode()
    if len(raw) <= _WIDTH:
        return raw + b"\r\n"
    if "\\" in line or "^" in line:
        return _folded_by_letter(line)
    pieces, at = [], 0
    while len(raw) - at > _WIDTH:
        end = at + _WIDTH
        while raw[end] & 0xC0 == 0x80:  # in the middle of a character
            end -= 1
        pieces.append(raw[at:end])
        at = end
    return b"\r\n ".join([*pieces, raw[at:]]) + b"\r\n"


@lru_cache(maxsize=1024)
def _folded_by_letter(line: str) -> bytes:
    r"""Leave to icalendar what it measures letter by letter; kept, as most of it is the same for all who come to a session.

    It splits no escaped character (`\n`, `\,`) over two lines, which some programs read as two.
    """
    return bytes(Contentline(line).to_ical()) + b"\r\n"  # type: ignore[no-untyped-call]  # its parser is untyped


def text(name: str, value: str) -> bytes:
    """Return a property with a text value."""
    return folded(f"{name}:{value.translate(_ESCAPES)}")


def utc(moment: datetime) -> bytes:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode()


def is_utc(*moments: datetime | None) -> bool:
    """Whether all times must be written in UTC, because the wall clock shows one of them twice.

    All or none, so that an entry never mixes two kinds of time.
    """
    return any(moment is not None and times.is_ambiguous(moment) for moment in moments)


def moments(starts_at: datetime, ends_at: datetime | None) -> bytes:
    """Return DTSTART and DTEND.

    An unknown end is shown as `calendar_words.SHOWN_LENGTH`, which the entry's text says: Cyrus refuses an entry that ends
    when it starts, and one without DTEND or DURATION.
    """
    ends_at = ends_at or starts_at + SHOWN_LENGTH
    in_utc = is_utc(starts_at, ends_at)
    return _moment("DTSTART", starts_at, in_utc=in_utc) + _moment("DTEND", ends_at, in_utc=in_utc)


def whole_day(on: date) -> bytes:
    """Return DTSTART and DTEND of a whole day; the end is the next day (exclusive)."""
    return _day("DTSTART", on) + _day("DTEND", on + timedelta(days=1))


def _moment(prop: str, moment: datetime, *, in_utc: bool) -> bytes:
    if in_utc:
        return b"%s:%s\r\n" % (prop.encode(), utc(moment))
    return f"{prop};TZID=Europe/Stockholm:{times.local(moment):%Y%m%dT%H%M%S}\r\n".encode()


def _day(prop: str, day: date) -> bytes:
    return f"{prop};VALUE=DATE:{day:%Y%m%d}\r\n".encode()
