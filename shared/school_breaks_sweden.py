"""When Swedish schools are usually closed. Each municipality decides for itself; these are the times common to most."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from shared import holidays_sweden
from shared.language import Language

_AUTUMN_WEEK: Final = 44
_WINTER_WEEKS: Final = range(7, 11)  # by county, one of these weeks each


class SchoolBreak(msgspec.Struct, frozen=True, kw_only=True):
    """Name of a break within a sentence, in both languages."""

    sv: str
    en: str

    def name(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en


_AUTUMN: Final = SchoolBreak(sv="höstlovet", en="the autumn break")
_WINTER: Final = SchoolBreak(sv="sportlov i delar av landet", en="the winter break in parts of the country")
_EASTER: Final = SchoolBreak(sv="påsklov i delar av landet", en="the Easter break in parts of the country")
_CHRISTMAS: Final = SchoolBreak(sv="jullovet", en="the Christmas break")


def school_break(day: date) -> SchoolBreak | None:
    """Return the break on a day within a term; None on other days. The summer is outside the terms."""
    if (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 6):
        return _CHRISTMAS
    easter = _easter(day.year)
    if -6 <= (day - easter).days <= 6:
        return _EASTER
    week = day.isocalendar().week
    if week == _AUTUMN_WEEK:
        return _AUTUMN
    return _WINTER if week in _WINTER_WEEKS else None


def is_in_summer(day: date) -> bool:
    """Whether schools are closed for the summer: from 16 June to 14 August."""
    return (6, 16) <= (day.month, day.day) <= (8, 14)


@lru_cache(maxsize=64)
def _easter(year: int) -> date:
    spring = (date(year, 3, 22) + timedelta(days=n) for n in range(35))
    return next(
        day
        for day in spring
        if (special := holidays_sweden.special(day)) is not None and special.sv == "påskdagen"
    )
