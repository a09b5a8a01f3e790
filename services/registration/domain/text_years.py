"""Years and terms in a text, moved along with the dates that it is about: `Lärträff 3, våren 2026` a year later."""

import re
from collections.abc import Collection
from typing import Final

from services.registration.domain.cohort import move_term

_TERM: Final = re.compile(r"\b(VT|HT)( ?)((?:19|20|21)\d{2})\b")
_SEASON: Final = re.compile(
    r"\b(vår|höst|spring|autumn)(en|terminen|termin)?( )((?:19|20|21)\d{2})\b", re.IGNORECASE
)
# A day with its year, which another year would make a day on which nothing is: it stays, for the coordinator to see.
_DAY: Final = re.compile(
    r"\b(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    r"|january|february|march|may|june|july|august|october) ((?:19|20|21)\d{2})\b",
    re.IGNORECASE,
)
# A school year: 2026/27, 2026-27, 2026–2027.
_YEAR: Final = re.compile(r"(?<![\d-])((?:19|20|21)\d{2})(?:([/–-])(\d{2})(?!\d))?(?![\d-]\d)")
_FIRST_SIGN: Final = 0xE000  # of those that Unicode gives no meaning
_OTHER: Final = {"vår": "höst", "höst": "vår", "spring": "autumn", "autumn": "spring"}


def moved(text: str | None, *, by_years: int, by_half_years: int, years: Collection[int]) -> str | None:
    """Return the text with its terms moved by half-years and its years by years.

    Only `years`, those of the dates that are moved, are: the year of a law or a curriculum stays.
    """
    return None if text is None else _Mover(by_years, by_half_years, years).move(text)


class _Mover:
    """Moves the years of one text. What is done is replaced by a sign without digits, so that it is not moved again."""

    def __init__(self, by_years: int, by_half_years: int, years: Collection[int]) -> None:
        self.by_years, self.by_half_years, self.years = by_years, by_half_years, years
        self.done: list[str] = []

    def move(self, text: str) -> str:
        for pattern, part in (
            (_DAY, self._day),
            (_TERM, self._term),
            (_SEASON, self._season),
            (_YEAR, self._year),
        ):
            text = pattern.sub(part, text)
        return re.sub("\0(.)", lambda match: self.done[ord(match[1]) - _FIRST_SIGN], text)

    def _keep(self, new: str) -> str:
        self.done.append(new)
        return f"\0{chr(_FIRST_SIGN + len(self.done) - 1)}"

    def _day(self, match: re.Match[str]) -> str:
        return self._keep(match[0])

    def _term(self, match: re.Match[str]) -> str:
        half, blank, year = match.groups()
        if int(year) not in self.years:
            return match[0]
        found = move_term(f"{half}{year}", self.by_half_years) or match[0]
        return self._keep(f"{found[:2]}{blank}{found[2:]}")

    def _season(self, match: re.Match[str]) -> str:
        word, ending, blank, year = match.groups()
        if int(year) not in self.years:
            return match[0]
        half = "VT" if word.lower() in {"vår", "spring"} else "HT"
        found = move_term(f"{half}{year}", self.by_half_years) or match[0]
        if self.by_half_years % 2:
            other = _OTHER[word.lower()]
            word = other.capitalize() if word[0].isupper() else other
        return self._keep(f"{word}{ending or ''}{blank}{found[2:]}")

    def _year(self, match: re.Match[str]) -> str:
        first, joint, second = match.groups()
        if int(first) not in self.years:
            return match[0]
        end = f"{joint}{(int(second) + self.by_years) % 100:02}" if joint else ""
        return self._keep(f"{int(first) + self.by_years}{end}")
