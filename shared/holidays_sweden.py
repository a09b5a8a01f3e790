"""Swedish public holidays and their eves, by name: days on which people do not work, or leave early."""

import importlib
import sys
from datetime import date, timedelta
from functools import lru_cache
from types import ModuleType
from typing import Any, Final, Literal

import holidays
import msgspec

from shared.language import Language

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5

# Days before a holiday with names of their own, by the holiday's name. Other eves are the day before.
_EVES: Final = {
    "nyårsdagen": ("nyårsafton", "New Year's Eve"),
    "trettondedag jul": ("trettondagsafton", "Twelfth Night"),
    "långfredagen": ("skärtorsdagen", "Maundy Thursday"),
    "påskdagen": ("påskafton", "Holy Saturday"),
    "första maj": ("valborgsmässoafton", "Walpurgis Night"),
    "pingstdagen": ("pingstafton", "Whitsun Eve"),
    "midsommardagen": ("midsommarafton", "Midsummer Eve"),
    "alla helgons dag": ("allhelgonaafton", "All Saints' Eve"),
    "juldagen": ("julafton", "Christmas Eve"),
}


def _sweden() -> Any:  # the class is read from a module that is named by a string
    """Import Sweden's holidays alone: their package would import those of 250 countries, 7 MB of them."""
    package = ModuleType("holidays.countries")
    package.__path__ = [f"{path}/countries" for path in holidays.__path__]
    whole = sys.modules.get(package.__name__)
    sys.modules[package.__name__] = whole or package
    try:
        return importlib.import_module("holidays.countries.sweden").Sweden
    finally:
        if whole is None:
            del sys.modules[package.__name__]


_Sweden: Final = _sweden()


class SpecialDay(msgspec.Struct, frozen=True, kw_only=True):
    """Name of a day within a sentence, in both languages."""

    kind: Literal["holiday", "eve"]
    sv: str
    en: str

    def name(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en


def special(day: date) -> SpecialDay | None:
    """Return the holiday or eve on a day; None on other days, also on a plain Saturday or Sunday."""
    return _of_year(day.year).get(day)


def is_working_day(day: date) -> bool:
    """Whether people normally work that day: no weekend, holiday or eve."""
    return day.weekday() < _SATURDAY and special(day) is None


@lru_cache(maxsize=16)
def _of_year(year: int) -> dict[date, SpecialDay]:
    # 31 December is the eve of a holiday of the next year.
    swedish = _Sweden(years=(year, year + 1), include_sundays=False, language="sv")
    english = _Sweden(years=(year, year + 1), include_sundays=False, language="en_US")
    days = {
        day: SpecialDay(kind="holiday", sv=_within_a_sentence(name), en=english[day])
        for day, name in swedish.items()
    }
    for day, holiday in list(days.items()):
        days.setdefault(day - _DAY, _eve_of(holiday))
    return {day: special_day for day, special_day in days.items() if day.year == year}


def _eve_of(holiday: SpecialDay) -> SpecialDay:
    sv, en = _EVES.get(holiday.sv, (f"dagen före {holiday.sv}", f"the day before {holiday.en}"))
    return SpecialDay(kind="eve", sv=sv, en=en)


def _within_a_sentence(name: str) -> str:
    """Lower-case the name as Swedish does within a sentence, except proper names: juldagen, Kristi himmelsfärdsdag."""
    return name if name.startswith("Kristi") else name[0].lower() + name[1:]
