"""What a mail does in its reader's calendar, in words: read from the entries that go with it (RFC 5545)."""

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from services.registration.web.wording.words.staff.plan import StaffPlanWords
from shared import dates
from shared.language import Language

_ENTRY: Final = re.compile(r"BEGIN:VEVENT\n(.*?)END:VEVENT", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)")
_UTC: Final = ZoneInfo("UTC")
_SWEDEN: Final = ZoneInfo("Europe/Stockholm")


def read_entries(calendar: str, texts: StaffPlanWords, language: Language) -> tuple[str, ...]:
    """One sentence for each entry: put in, changed or taken away, and when."""
    lines = re.sub(r"\n[ \t]", "", calendar.replace("\r\n", "\n"))
    is_taken_away = re.search(r"^METHOD:CANCEL$", lines, re.MULTILINE) is not None
    return tuple(
        _said(_properties(entry[1]), texts, language, is_taken_away=is_taken_away)
        for entry in _ENTRY.finditer(lines)
    )


def _properties(entry: str) -> dict[str, str]:
    """The first value of each property, by its name without parameters."""
    found: dict[str, str] = {}
    for line in entry.splitlines():
        head, _, value = line.partition(":")
        found.setdefault(head.partition(";")[0].upper(), value)
    return found


def _said(found: dict[str, str], texts: StaffPlanWords, language: Language, *, is_taken_away: bool) -> str:
    is_gone = is_taken_away or found.get("STATUS") == "CANCELLED"
    pattern = texts.entry_gone if is_gone else texts.entry
    parts = [_plain(found.get("SUMMARY", "")), _when(found, language), _plain(found.get("LOCATION", ""))]
    return pattern.format(entry=", ".join(part for part in parts if part))


def _when(found: dict[str, str], language: Language) -> str:
    starts, ends = _moment(found.get("DTSTART", "")), _moment(found.get("DTEND", ""))
    if isinstance(starts, datetime):
        return dates.when(starts, ends if isinstance(ends, datetime) else None, language)
    return dates.day_in_words(starts, language) if starts else ""


def _moment(value: str) -> datetime | date | None:
    try:
        if len(value) == 8:
            return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a day
        zone = _UTC if value.endswith("Z") else _SWEDEN
        return datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
    except ValueError:
        return None


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value)
