"""Dates by a pattern: every third Wednesday from a day until a day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

# More than a year of weekly sessions is a mistake in a day.
MOST_DATES: Final = 60


def pattern_dates(*, first: date, last: date, weekday: int, every_weeks: int) -> Sequence[date]:
    """Return the dates from the first such weekday on or after `first` until `last`, at most `MOST_DATES`.

    Weeks of the calendar are counted, whatever is left out later: a date that falls away does not move the next ones.
    """
    start = first + timedelta(days=(weekday - first.weekday()) % 7)
    days: list[date] = []
    while start <= last and len(days) < MOST_DATES:
        days.append(start)
        start += timedelta(weeks=every_weeks)
    return days


def term_bounds(day: date) -> tuple[date, date]:
    """Return the first and the last day of the school term of that day, or of the next term if it lies between terms."""
    spring = (date(day.year, 1, 8), date(day.year, 6, 13))
    autumn = (date(day.year, 8, 16), date(day.year, 12, 20))
    if day <= spring[1]:
        return spring
    return autumn if day <= autumn[1] else (date(day.year + 1, 1, 8), date(day.year + 1, 6, 13))
