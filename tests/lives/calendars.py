"""Simulated calendars: a mailbox whose program applies iTIP messages, and a program that subscribes to a feed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

_PROPERTY = re.compile(r"^([A-Z-]+)((?:;[^:]*)?):(.*)$")
_STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class ShownEntry:
    """One VEVENT. `is_live`: it shows as something that takes place."""

    uid: str
    sequence: int
    stamp: str
    is_live: bool
    start: datetime | date | None
    end: datetime | date | None
    location: str

    def __str__(self) -> str:
        return f"{'live' if self.is_live else 'cancelled'} entry {self.sequence}: {in_words(self.start)}, {self.location}"


def in_words(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        return f"{moment.astimezone(_STOCKHOLM):%-d %B %H.%M}"
    return f"{moment:%-d %B}" if moment else "no day"


@dataclass
class CalendarOfMails:
    """The calendar of one address. Messages that are not newer than what it holds are dropped (RFC 5546 2.1.5)."""

    entries: dict[str, ShownEntry] = field(default_factory=dict)

    def receive(self, message: bytes) -> list[ShownEntry]:
        """Apply the calendar part of a mail, if it has one, and return what it said."""
        said = list(calendar_part(message))
        for entry in said:
            known = self.entries.get(entry.uid)
            if known is None and not entry.is_live:
                continue  # a CANCEL of something unknown is forgotten
            if known is None or (entry.sequence, entry.stamp) > (known.sequence, known.stamp):
                self.entries[entry.uid] = entry
        return said


def calendar_part(message: bytes) -> Iterator[ShownEntry]:
    """The entries in the text/calendar part of a mail."""
    if b"text/calendar" not in message:
        return
    for part in message_from_bytes(message, policy=policy.compat32).walk():
        if part.get_content_type() == "text/calendar":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            yield from entries_of(content.decode())


def entries_of(text: str) -> Iterator[ShownEntry]:
    """Read the VEVENTs of a calendar file."""
    lines = text.replace("\r\n ", "").split("\r\n")
    method = next((line[7:] for line in lines if line.startswith("METHOD:")), "")
    found: dict[str, tuple[str, str]] | None = None
    for line in lines:
        if line == "BEGIN:VEVENT":
            found = {}
        elif line == "END:VEVENT" and found is not None:
            yield _entry(found, method)
            found = None
        elif found is not None and (match := _PROPERTY.match(line)):
            found.setdefault(match[1], (match[2], match[3]))


def _entry(found: dict[str, tuple[str, str]], method: str) -> ShownEntry:
    return ShownEntry(
        uid=found["UID"][1],
        sequence=int(found["SEQUENCE"][1]),
        stamp=found["DTSTAMP"][1],
        is_live=method != "CANCEL" and found.get("STATUS", ("", ""))[1] != "CANCELLED",
        start=_moment(found.get("DTSTART")),
        end=_moment(found.get("DTEND")),
        location=re.sub(r"\\(.)", r"\1", found.get("LOCATION", ("", ""))[1]),
    )


def _moment(value: tuple[str, str] | None) -> datetime | date | None:
    if value is None:
        return None
    parameters, text = value
    if "T" not in text:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    plain = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the zone follows
    if text.endswith("Z"):
        return plain.replace(tzinfo=UTC)
    assert "Europe/Stockholm" in parameters, f"a floating time: {text}"
    return plain.replace(tzinfo=_STOCKHOLM).astimezone(UTC)
