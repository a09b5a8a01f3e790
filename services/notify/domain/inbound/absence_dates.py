"""Finds until when somebody is away, in what their automatic reply says."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

_LONGEST: Final = timedelta(days=400)

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari january januar jan", "februari february februar feb", "mars march marts mar", "april apr",
            "maj may mai", "juni june jun", "juli july jul", "augusti august aug", "september sept sep",
            "oktober october okt oct", "november nov", "december desember dec des",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "måndag mandag monday", "tisdag tuesday tirsdag", "onsdag wednesday", "torsdag thursday", "fredag friday",
            "lördag lordag saturday", "söndag sondag sunday",
        )
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY: Final = "|".join(_WEEKDAYS)
# The day itself is the last one, or the first one back.
_BACK: Final = r"åter(?:kommer|igen)?|tillbaka|tilbake|tilbage|back|return(?:ing|s)?"
_UNTIL: Final = (
    r"till? och med|t\.?\s?o\.?\s?m\.?|fram till|till|til og med|til|until|till|through|thru|to|bis"
)
_FILLER: Final = rf"(?:(?:på|den|the|on|in|i|igen|again|kontoret|jobbet|work|office|at|av|from|från|and|including)\s+|(?:{_DAY})(?:en)?\.?,?\s+){{0,5}}"
_DATE: Final = re.compile(
    rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<day>\d{{1,2}})(?:\s*[:.]?(?:e|a|st|nd|rd|th))?\.?\s*(?:of\s+)?(?P<month>{_MONTH})\b\.?,?(?:\s+(?P<year>\d{{4}}))?"
    rf"|(?P<month2>{_MONTH})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year2>\d{{4}}))?"
    r"|(?P<day3>\d{1,2})\s*/\s*(?P<month3>\d{1,2})(?:\s*[-/ ]\s*(?P<year3>\d{4}|\d{2})\b)?"
    r"|(?P<day4>\d{1,2})\.(?P<month4>\d{1,2})\.(?P<year4>\d{4}|\d{2})?"
    r"|(?:vecka|v\.?|week|uke|uge)\s?(?P<week>\d{1,2})\b"
    rf"|(?P<weekday>{_DAY})\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(rf"(?<!\w)(?:(?P<back>{_BACK})|(?P<until>{_UNTIL}))(?!\w)", re.IGNORECASE)
_LEAD: Final = re.compile(rf"\s*:?\s*(?:{_UNTIL})?\s*{_FILLER}", re.IGNORECASE)
_RANGE: Final = re.compile(
    rf"(?<!\d)\d{{1,2}}(?:\s*(?:{_MONTH}|/\s*\d{{1,2}}))?\s*(?:[-–—]|och|and|to)\s*(?=\d{{1,2}}\s*(?:{_MONTH}|/))",
    re.IGNORECASE,
)


def until(texts: Sequence[str], *, received: date) -> date | None:
    """Return the last day of an absence that the texts name; None where they name none that can be.

    A date says more than a weekday. One without a year is the next such day. "Back on the 14th" means away until the 13th.
    """
    named: list[tuple[bool, date]] = []
    for found, is_back in (one for text in texts for one in _candidates(text)):
        last = _date(found, received)
        if last is None:
            continue
        if is_back:
            last -= timedelta(days=1)
        if received - timedelta(days=1) <= last <= received + _LONGEST:
            named.append((found["weekday"] is not None, last))
    return min(named, key=lambda one: one[0])[1] if named else None


def _candidates(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Dates after a word that says until when, then the ends of ranges: each with whether it is the first day back."""
    for word in _WORD.finditer(text):
        lead = _LEAD.match(text, word.end())
        start = lead.end() if lead else word.end()
        # A weekday before the date belongs to it, and counts alone where no date follows.
        if found := (_DATE.match(text, start) or _DATE.match(text, _back_over_weekday(text, word.end()))):
            is_week = found["week"] is not None and not re.search(r"med|m\b", word[0], re.IGNORECASE)
            yield found, word["back"] is not None or is_week
    for start_of_range in _RANGE.finditer(text):
        if found := _DATE.match(text, start_of_range.end()):
            yield found, False


def _back_over_weekday(text: str, start: int) -> int:
    weekday = re.compile(rf"\s*(?:(?:på|den|the|on|next|nästa)\s+)*(?=(?:{_DAY})\b)", re.IGNORECASE).match(
        text, start
    )
    return weekday.end() if weekday else start


def _date(found: re.Match[str], received: date) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["weekday"]:
            ahead = (_WEEKDAYS[found["weekday"].lower()] - received.weekday()) % 7
            return received + timedelta(days=ahead or 7)
        if found["week"]:
            return _week(int(found["week"]), received, is_first=True)
        for number in ("", "2", "3", "4"):
            if found[f"day{number}"]:
                month = found[f"month{number}"].lower()
                return _of_year(
                    int(found[f"day{number}"]),
                    _MONTHS.get(month) or int(month),
                    found[f"year{number}"],
                    received,
                )
    except ValueError:  # the 31st of a month with 30 days
        return None
    return None


def _week(number: int, received: date, *, is_first: bool) -> date:
    year = received.isocalendar().year
    day = 1 if is_first else 7
    found = date.fromisocalendar(year, number, day)
    return found if found >= received - timedelta(days=7) else date.fromisocalendar(year + 1, number, day)


def _of_year(day: int, month: int, year: str | None, received: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = date(received.year, month, day)
    return found if found >= received - timedelta(days=1) else date(received.year + 1, month, day)
