"""A calendar message as the bytes of an .ics file (RFC 5545, 5546, 6047).

What a session has in common for all who come is made once and kept; per recipient there remain four lines.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

import msgspec
from icalendar.parser import Contentline

from services.notify.domain import calendar
from services.notify.domain.address import checked
from services.notify.domain.calendar import CalendarMessage, Party, Undated
from services.notify.domain.letter import DOORS_OPEN_BEFORE
from services.notify.render import clean
from shared import dates, times

_HEAD: Final = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kallelse//Kallelse//SV\r\nMETHOD:%s\r\n"
# Two yearly rules since 1970, and nothing else: zones with lists of dates are read an hour wrong by several
# programs (and icalendar's add_missing_timezones writes such a list).
_ZONE: Final = (
    b"BEGIN:VTIMEZONE\r\nTZID:Europe/Stockholm\r\n"
    b"BEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    b"TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n"
    b"BEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    b"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nEND:DAYLIGHT\r\n"
    b"END:VTIMEZONE\r\n"
)
_TAIL: Final = b"END:VEVENT\r\nEND:VCALENDAR\r\n"
# One alarm, when the doors of a digital meeting have been open for a while. Outlook takes it as its reminder,
# Apple Mail rings, Google goes by its own settings.
_ALARM: Final = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\n%sEND:VALARM\r\n"

# RFC 5545 section 3.3.11. Done here, before icalendar sees the text: its own escaping reads a backslash with a
# capital N as a line break, and C:\Nyheter would lose a letter.
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# Outlook and Google do not know the encoding of RFC 6868, so these go out of names instead of being encoded; and
# libical takes a backslash at the end of a name for an escape of the quote after it.
_NAME_SIGNS: Final = str.maketrans({'"': "'", "^": "", "\\": "/"})
# The signs of an address that would mean something else in a URI (RFC 6068).
_MAILTO: Final = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "%?#/^`{|}"})

_DOORS: Final = {
    "sv": "Till mötet (öppnar kl. {}, länken är din egen):\n{}",
    "en": "To the meeting (opens at {}, the link is your own):\n{}",
}
_NO_END: Final = {"sv": "Sluttiden är inte bestämd.", "en": "The end time is not set."}
_NO_TIME: Final = {"sv": "Tiden är inte bestämd.", "en": "The time is not set."}


def calendar_bytes(message: CalendarMessage) -> bytes:
    """Write the file: CRLF, at most 75 octets a line, UTF-8 without BOM. `Undated` where there is no day."""
    return b"".join(
        (
            _HEAD % message.method.encode(),
            _ZONE if message.starts_at is not None and not calendar.is_utc(message) else b"",
            b"BEGIN:VEVENT\r\n",
            _folded(f"UID:{clean.line(message.uid)}"),
            b"SEQUENCE:%d\r\n" % message.sequence,
            b"DTSTAMP:%s\r\n" % _utc(message.dtstamp),
            _party("ORGANIZER", message.organizer, ""),
            _party("ATTENDEE", message.attendee, _asked(message)),
            _description(message),
            _session(_common(message)),
            _TAIL,
        )
    )


def _folded(text: str) -> bytes:
    raw = text.encode()
    if len(raw) > 74:
        # Only here does icalendar count each letter. Its parser has no types.
        raw = bytes(Contentline(text).to_ical())  # type: ignore[no-untyped-call]
    return raw + b"\r\n"


def _text(name: str, text: str) -> bytes:
    return _folded(f"{name}:{text.translate(_ESCAPES)}")


def _utc(moment: datetime) -> bytes:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode()


def _party(prop: str, party: Party, parameters: str) -> bytes:
    name = clean.line(party.name).translate(_NAME_SIGNS) if party.name else ""
    common_name = f';CN="{name}"' if name else ""
    return _folded(f"{prop}{common_name}{parameters}:mailto:{checked(party.address).translate(_MAILTO)}")


def _asked(message: CalendarMessage) -> str:
    # Who loses an entry is not asked anything.
    wanted = ";RSVP=TRUE" if message.method == "REQUEST" else ""
    return f";ROLE=REQ-PARTICIPANT;PARTSTAT={message.partstat}{wanted}"


def _description(message: CalendarMessage) -> bytes:
    """Write what the entry says besides: the personal join link, the only link that a calendar file ever holds.

    People share their calendars, and that link opens one meeting and asks who comes; no other may stand here.
    """
    if message.method == "CANCEL":
        return b""
    said = []
    if message.starts_at is None:
        said.append(_NO_TIME[message.language])
    else:
        if message.ends_at is None:
            said.append(_NO_END[message.language])
        if message.join_url is not None:
            opens_at = dates.clock(message.starts_at - DOORS_OPEN_BEFORE, message.language)
            said.append(_DOORS[message.language].format(opens_at, clean.link(message.join_url)))
    return _text("DESCRIPTION", "\n".join(said)) if said else b""


class _Common(msgspec.Struct, frozen=True, kw_only=True):
    """What all who come to a session have in common."""

    status: str
    is_utc: bool
    summary: str
    where: str
    on: date | None
    starts_at: datetime | None
    ends_at: datetime | None


def _common(message: CalendarMessage) -> _Common:
    confirmed = "TENTATIVE" if message.is_tentative else "CONFIRMED"
    return _Common(
        status=confirmed if message.method == "REQUEST" else "CANCELLED",
        is_utc=calendar.is_utc(message),
        # Readers object to an entry whose name is empty.
        summary=clean.line(message.summary) or "–",
        where=calendar.location(message.mode, clean.optional(message.place), message.language),
        on=message.on,
        starts_at=message.starts_at,
        ends_at=message.ends_at,
    )


@lru_cache(maxsize=512)
def _session(common: _Common) -> bytes:
    lines = [
        _text("SUMMARY", common.summary),
        _text("LOCATION", common.where),
        _folded(f"STATUS:{common.status}"),
    ]
    if common.starts_at is not None:
        # Without an end the entry ends when it starts, which is what RFC 5545 (3.6.1) says of a missing DTEND: the
        # calendar shows the start, and no length that nobody has decided. DTEND is written all the same, since
        # clients that move or cancel an entry expect one.
        ends_at = common.ends_at or common.starts_at
        lines.append(_moment("DTSTART", common.starts_at, is_utc=common.is_utc))
        lines.append(_moment("DTEND", ends_at, is_utc=common.is_utc))
        lines.append(b"TRANSP:OPAQUE\r\n")
        if common.status != "CANCELLED":
            lines.append(_ALARM % _text("DESCRIPTION", common.summary))
    elif common.on is not None:
        # A day whose hours are not known: it takes no time that others look for.
        lines += [
            _day("DTSTART", common.on),
            _day("DTEND", common.on + timedelta(days=1)),
            b"TRANSP:TRANSPARENT\r\n",
        ]
    else:
        raise Undated("a calendar entry has a day")
    return b"".join(lines)


def _moment(prop: str, moment: datetime, *, is_utc: bool) -> bytes:
    if is_utc:
        return b"%s:%s\r\n" % (prop.encode(), _utc(moment))
    return f"{prop};TZID=Europe/Stockholm:{times.local(moment):%Y%m%dT%H%M%S}\r\n".encode()


def _day(prop: str, day: date) -> bytes:
    return f"{prop};VALUE=DATE:{day:%Y%m%d}\r\n".encode()
