"""Dates in words, the same in mails and on pages: weekday, day, month, clock, ISO week, term (docs/vocabulary.md, Tone)."""

import re
from datetime import date, datetime
from typing import Final

from shared import times
from shared.language import Language

_WEEKDAYS: Final = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final = {
    "sv": (
        "januari", "februari", "mars", "april", "maj", "juni",
        "juli", "augusti", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_AT: Final = {"sv": " kl. ", "en": ", "}
_UNTIL: Final = {"sv": "till", "en": "to"}
_SEASONS: Final = {
    ("sv", "VT"): "våren",
    ("sv", "HT"): "hösten",
    ("en", "VT"): "spring",
    ("en", "HT"): "autumn",
}
# Years of which every day can be reckoned with: a term of another year is a text.
_TERM: Final = re.compile(r"(VT|HT)((?:19|20|21)[0-9]{2})")


def weekday(day: date, language: Language) -> str:
    return _WEEKDAYS[language][day.weekday()]


def month(day: date, language: Language) -> str:
    return _MONTHS[language][day.month - 1]


def short_month(day: date, language: Language) -> str:
    """Three letters, as on a date badge."""
    return month(day, language)[:3]


def day_and_month(day: date, language: Language) -> str:
    """20 januari."""
    return f"{day.day} {month(day, language)}"


def day_in_words(day: date, language: Language, *, year: bool = True) -> str:
    """Onsdag 20 januari 2021; the year can be left out where a heading says it."""
    words = f"{weekday(day, language)} {day_and_month(day, language)}"
    return f"{words} {day.year}" if year else words


def clock(moment: datetime, language: Language) -> str:
    """9.00 in Swedish, 09:00 in English; Stockholm time."""
    there = times.local(moment)
    return f"{there.hour}.{there.minute:02}" if language == "sv" else f"{there.hour:02}:{there.minute:02}"


def hours(starts_at: datetime, ends_at: datetime | None, language: Language, *, year: bool = False) -> str:
    """9.00–12.00; without an end only the start; 9.00 till söndag 14 mars kl. 15.00 where it ends another day.

    `year`: the year of such an end day is said; it is said in any case where it is another one.
    """
    start = clock(starts_at, language)
    if ends_at is None:
        return start
    first, last = times.local(starts_at).date(), times.local(ends_at).date()
    if first == last:
        return f"{start}–{clock(ends_at, language)}"
    day = day_in_words(last, language, year=year or first.year != last.year)
    return f"{start} {_UNTIL[language]} {day}{_AT[language]}{clock(ends_at, language)}"


def when(starts_at: datetime, ends_at: datetime | None, language: Language, *, year: bool = True) -> str:
    """Onsdag 20 januari 2021 kl. 9.00–12.00; Wednesday 20 January 2021, 09:00–12:00."""
    day = day_in_words(times.local(starts_at).date(), language, year=year)
    return f"{day}{_AT[language]}{hours(starts_at, ends_at, language, year=year)}"


def week(day: date, language: Language) -> str:
    """The ISO week: vecka 3."""
    number = day.isocalendar().week
    return f"vecka {number}" if language == "sv" else f"week {number}"


def read_term(code: str | None) -> tuple[str, int] | None:
    """Parse `VT2021` into ("VT", 2021): the half of the year, `VT` or `HT`, and the year. None for any other text."""
    match = _TERM.fullmatch(code or "")
    return (match[1], int(match[2])) if match else None


def term(code: str, language: Language) -> str:
    """VT2021 -> våren 2021; any other text is returned unchanged."""
    if (found := read_term(code)) is None:
        return code
    half, year = found
    return f"{_SEASONS[language, half]} {year:04}"


def term_of(day: date) -> str:
    """VT2021 until the end of June, HT2021 from July."""
    return f"{'VT' if day.month <= 6 else 'HT'}{day.year}"
