"""Reads the answer that a calendar program sends (iTIP, RFC 5546): who answers what, about which entry.

Nothing else of the file is read: neither texts nor, but for a proposal, times, which are the answering program's own.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final, Literal, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from services.notify.domain.inbound.content_lines import ContentLine, content_lines
from services.notify.domain.inbound.mail import InboundMail, MailPart
from services.notify.domain.inbound.windows_zones import WINDOWS_ZONES
from shared import times

Method = Literal["REPLY", "COUNTER", "REFRESH"]
PartstatRead = Literal["ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"]

_LARGEST_FILE: Final = 1_000_000
_MOST_EVENTS: Final = 20
_LONGEST_COMMENT: Final = 1_000
_TYPES: Final = frozenset({"text/calendar", "application/ics", "text/x-vcalendar", "application/calendar"})


class AnsweringAttendee(msgspec.Struct, frozen=True, kw_only=True):
    """One ATTENDEE; `partstat` is None where it says nothing, or nothing that is an answer."""

    address: str
    name: str | None = None
    partstat: PartstatRead | None = None
    delegated_to: str | None = None


class CalendarReply(msgspec.Struct, frozen=True, kw_only=True):
    """One VEVENT of an answer. `starts_at` with `ends_at`, or `on`, are what a COUNTER proposes."""

    method: Method
    uid: str
    attendees: tuple[AnsweringAttendee, ...]
    sequence: int | None = None
    dtstamp: datetime | None = None
    is_of_series: bool = False
    comment: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    on: date | None = None


def replies_in(mail: InboundMail) -> list[CalendarReply]:
    """Return the answers in a mail, each once, however often the mail repeats it; those without a UID are left out."""
    found: list[CalendarReply] = []
    for part in mail.parts:
        if _is_calendar(part) and len(part.content) <= _LARGEST_FILE:
            found.extend(_of_part(part))
    return list({msgspec.structs.replace(reply, comment=None): reply for reply in reversed(found)}.values())[
        ::-1
    ]


def _is_calendar(part: MailPart) -> bool:
    return part.content_type in _TYPES or (part.file_name or "").lower().endswith(".ics")


def _of_part(part: MailPart) -> Iterable[CalendarReply]:
    events, named = _events(content_lines(part.text))
    method = (named or part.parameters.get("method", "")).strip(' "').upper()
    if method not in get_args(Method):
        return []
    read = [_reply(cast("Method", method), lines) for lines in events]
    return [reply for reply in read if reply is not None]


def _events(lines: Iterable[ContentLine]) -> tuple[list[list[ContentLine]], str | None]:
    """Return the properties of each VEVENT, without those of what it holds, and METHOD."""
    events: list[list[ContentLine]] = []
    inside: list[str] = []
    method: str | None = None
    for line in lines:
        if line.name == "BEGIN":
            inside.append(line.value.strip().upper())
            if inside[-1] == "VEVENT":
                if len(events) == _MOST_EVENTS:
                    break
                events.append([])
        elif line.name == "END":
            if inside:
                inside.pop()
        elif line.name == "METHOD" and "VEVENT" not in inside:
            method = method or line.value
        elif inside and inside[-1] == "VEVENT":
            events[-1].append(line)
    return events, method


def _reply(method: Method, lines: list[ContentLine]) -> CalendarReply | None:
    first: dict[str, ContentLine] = {}
    for line in lines:
        first.setdefault(line.name, line)
    uid = first["UID"].words if "UID" in first else ""
    if not uid:
        return None
    starts, ends = _moment(first.get("DTSTART")), _moment(first.get("DTEND"))
    is_proposal = method == "COUNTER"
    return CalendarReply(
        method=method,
        uid=uid,
        attendees=tuple(_attendee(line) for line in lines if line.name == "ATTENDEE"),
        sequence=_number(first.get("SEQUENCE")),
        dtstamp=_instant(_moment(first.get("DTSTAMP"))),
        is_of_series="RECURRENCE-ID" in first,
        comment=_comment(first.get("COMMENT")),
        starts_at=_instant(starts) if is_proposal else None,
        ends_at=_instant(ends) if is_proposal else None,
        on=starts if is_proposal and not isinstance(starts, datetime) else None,
    )


def _attendee(line: ContentLine) -> AnsweringAttendee:
    partstat = line.parameters.get("PARTSTAT", "").strip().upper()
    delegated_to = line.parameters.get("DELEGATED-TO")
    return AnsweringAttendee(
        address=bare_address(line.value),
        name=line.parameters.get("CN", "").strip() or None,
        partstat=cast("PartstatRead", partstat) if partstat in get_args(PartstatRead) else None,
        delegated_to=bare_address(delegated_to) if delegated_to else None,
    )


def bare_address(text: str) -> str:
    """Return an address without `mailto:`, quotes and brackets, in lower case."""
    bare = text.strip().strip('"<>').strip()
    if bare[:7].lower() == "mailto:":
        bare = bare[7:]
    return bare.strip(" <>").casefold()


def _comment(line: ContentLine | None) -> str | None:
    return (line.words[:_LONGEST_COMMENT] or None) if line is not None else None


def _number(line: ContentLine | None) -> int | None:
    text = line.value.strip() if line is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _instant(moment: datetime | date | None) -> datetime | None:
    return moment if isinstance(moment, datetime) else None


def _moment(line: ContentLine | None) -> datetime | date | None:
    """Return a day, or an instant: in UTC, in the zone that is named, else in ours."""
    if line is None:
        return None
    text = line.value.strip().upper()
    try:
        if len(text) == 8:
            return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
        if text.endswith("Z"):
            return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        local = datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=_zone(line.parameters.get("TZID")))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str | None) -> ZoneInfo:
    if name is None:
        return times.STOCKHOLM
    try:
        return ZoneInfo(WINDOWS_ZONES.get(name.strip().lower(), name.strip().removeprefix("/")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return times.STOCKHOLM
