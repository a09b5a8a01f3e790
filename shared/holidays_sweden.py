"""Swedish public holidays and their eves, by name: days on which people are not at work, or leave early."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

import msgspec
from holidays.countries.sweden import Sweden

from shared.events import Language

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5

# A day before a holiday that has a name of its own, by the holiday's. Any other is the day before it.
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


class SpecialDay(msgspec.Struct, frozen=True, kw_only=True):
    """What a day is called in running text, in both languages."""

    kind: Literal["holiday", "eve"]
    sv: str
    en: str

    def name(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en


def special(day: date) -> SpecialDay | None:
    """The holiday or eve that a day is, if it is one; a plain Saturday or Sunday is neither."""
    return _of_year(day.year).get(day)


def is_working_day(day: date) -> bool:
    """Whether people can be expected at work: not on a weekend, a holiday or an eve."""
    return day.weekday() < _SATURDAY and special(day) is None


@lru_cache(maxsize=16)
def _of_year(year: int) -> dict[date, SpecialDay]:
    # New Year's Eve is the eve of the next year's first day.
    swedish = Sweden(years=(year, year + 1), include_sundays=False, language="sv")
    english = Sweden(years=(year, year + 1), include_sundays=False, language="en_US")
    days = {
        day: SpecialDay(kind="holiday", sv=_within_a_sentence(name), en=english[day])
        for day, name in swedish.items()
    }
    for day, holiday in list(days.items()):
        days.setdefault(day - _DAY, _eve_of(holiday))
    return {day: one for day, one in days.items() if day.year == year}


def _eve_of(holiday: SpecialDay) -> SpecialDay:
    sv, en = _EVES.get(holiday.sv, (f"dagen före {holiday.sv}", f"the day before {holiday.en}"))
    return SpecialDay(kind="eve", sv=sv, en=en)


def _within_a_sentence(name: str) -> str:
    """Holidays have small letters in Swedish, but for a name: juldagen, Kristi himmelsfärdsdag."""
    return name if name.startswith("Kristi") else name[0].lower() + name[1:]
