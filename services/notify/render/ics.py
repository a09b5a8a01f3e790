"""Renders a calendar message to an .ics file (RFC 5545, 5546, 6047).

The part that is equal for all attendees of a session is rendered once and cached.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

import msgspec

from services.notify.domain.calendar import CalendarMessage, Party, Undated
from services.notify.render import clean
from shared.addresses import ascii_address
from shared.calendar import lines
from shared.calendar import words as calendar_words
from shared.calendar.words import EntryText

_TAIL: Final = b"END:VEVENT\r\nEND:VCALENDAR\r\n"
# One alarm, 15 minutes before the start. Outlook uses it as its reminder, Apple Mail shows it, Google uses its own
# settings.
_ALARM: Final = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\n%sEND:VALARM\r\n"

# Outlook and Google do not support RFC 6868, so these characters are replaced in names instead of encoded. libical reads
# a backslash at the end of a name as an escape of the quote after it.
_NAME_SIGNS: Final = str.maketrans({'"': "'", "^": "", "\\": "/"})
# The characters of an address that have another meaning in a mailto URI (RFC 6068).
_MAILTO: Final = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "%?#/^`{|}"})


def calendar_bytes(message: CalendarMessage) -> bytes:
    """Return the file: CRLF, at most 75 octets a line, UTF-8 without BOM. Raises `Undated` without a date."""
    return b"".join(
        (
            lines.head(message.method),
            lines.ZONE if _needs_time_zone(message) else b"",
            b"BEGIN:VEVENT\r\n",
            lines.folded(f"UID:{clean.line(message.uid)}"),
            b"SEQUENCE:%d\r\n" % message.sequence,
            b"DTSTAMP:%s\r\n" % lines.utc(message.dtstamp),
            _party("ORGANIZER", message.organizer, ""),
            _party("ATTENDEE", message.attendee, _reply_parameters(message)),
            _description(message),
            _session(_session_part(message)),
            _TAIL,
        )
    )


def _needs_time_zone(message: CalendarMessage) -> bool:
    return message.starts_at is not None and not lines.is_utc(message.starts_at, message.ends_at)


def _party(prop: str, party: Party, parameters: str) -> bytes:
    name = clean.line(party.name).translate(_NAME_SIGNS) if party.name else ""
    common_name = f';CN="{name}"' if name else ""
    return lines.folded(
        f"{prop}{common_name}{parameters}:mailto:{ascii_address(party.address).translate(_MAILTO)}"
    )


def _reply_parameters(message: CalendarMessage) -> str:
    # A CANCEL asks for no reply.
    rsvp = ";RSVP=TRUE" if message.method == "REQUEST" else ""
    return f";ROLE=REQ-PARTICIPANT;PARTSTAT={message.partstat}{rsvp}"


def _description(message: CalendarMessage) -> bytes:
    """Return the DESCRIPTION, which every message has: KMail shows nothing else of a mail, and Gnus loses the time without it.

    People share their calendars. The join link leads to one meeting and asks for the name; the other personal links give
    access to the person's page and must not be shared.
    """
    text = EntryText(
        language=message.language,
        news=message.news,
        note=message.note,
        contact=message.contact,
        join_url=clean.link(message.join_url) if message.join_url else None,
        is_own=True,
        is_off=message.method == "CANCEL",
    )
    said = calendar_words.description(text, message.starts_at, message.ends_at)
    return lines.text("DESCRIPTION", said or clean.line(message.summary) or "–")


class _SessionPart(msgspec.Struct, frozen=True, kw_only=True):
    """The values of an entry that are equal for all attendees of a session."""

    status: str
    summary: str
    where: str
    on: date | None
    starts_at: datetime | None
    ends_at: datetime | None


def _session_part(message: CalendarMessage) -> _SessionPart:
    confirmed = "TENTATIVE" if message.is_tentative else "CONFIRMED"
    return _SessionPart(
        status=confirmed if message.method == "REQUEST" else "CANCELLED",
        # Some programs reject an empty SUMMARY.
        summary=clean.line(message.summary) or "–",
        where=calendar_words.location(message.mode, clean.optional(message.place), message.language),
        on=message.on,
        starts_at=message.starts_at,
        ends_at=message.ends_at,
    )


@lru_cache(maxsize=512)
def _session(part: _SessionPart) -> bytes:
    written = [
        lines.text("SUMMARY", part.summary),
        lines.text("LOCATION", part.where),
        lines.folded(f"STATUS:{part.status}"),
    ]
    if part.starts_at is not None:
        written += [lines.moments(part.starts_at, part.ends_at), b"TRANSP:OPAQUE\r\n"]
        if part.status != "CANCELLED":
            written.append(_ALARM % lines.text("DESCRIPTION", part.summary))
    elif part.on is not None:
        # A day without hours: it does not block the attendee's time.
        written += [lines.whole_day(part.on), b"TRANSP:TRANSPARENT\r\n"]
    else:
        raise Undated("a calendar entry has a day")
    return b"".join(written)
