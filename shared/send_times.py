"""When a mail may leave, by the hours that somebody has chosen for sending: on pages, in the plan and at the claim."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from shared import times
from shared.holidays_sweden import special
from shared.send_hours import SendHours

_SATURDAY: Final = 5
# Eves on which nobody works (they count as Sundays in the law on holidays); on the others people leave early.
_FREE_EVES: Final = frozenset({"midsommarafton", "julafton", "nyårsafton"})
_LONGEST: Final = 14  # days: no row of days off is longer


def is_open(hours: SendHours | None, at: datetime) -> bool:
    """Whether mail may leave at this moment."""
    return hours is None or next_time(hours, at) == at


def next_time(hours: SendHours, at: datetime) -> datetime:
    """Return the first moment from `at` on at which mail may leave: `at` itself within the hours."""
    day = times.local(at).date()
    for _ in range(_LONGEST):
        if is_day(hours, day):
            opens = times.instant(day, hours.opening)
            closes = times.instant(day, hours.closing) if hours.closing else times.end_of_day(day)
            if at < closes:
                return max(at, opens)
        day += timedelta(days=1)
    return at


@lru_cache(maxsize=1024)
def is_day(hours: SendHours, day: date) -> bool:
    """Whether mail may leave on this day at all."""
    if hours.days == "all":
        return True
    if day.weekday() >= _SATURDAY:
        return False
    found = special(day) if hours.days == "workdays" else None
    return found is None or (found.kind == "eve" and found.sv not in _FREE_EVES)


def not_before(hours: SendHours | None, at: datetime, latest: datetime | None) -> datetime:
    """Return when a mail that is due `at` leaves: within the hours, unless that is later than `latest`."""
    if hours is None or hours.is_always:
        return at
    then = next_time(hours, at)
    return at if latest is not None and then > latest else then
