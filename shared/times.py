"""Wall clock in Stockholm <-> instants; `now` comes from here and is passed on."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """Read the clock; called at the edge only, and passed inwards."""
    return datetime.now(UTC)


def instant(day: date, clock: time) -> datetime:
    """Read a wall-clock time in Stockholm as an instant in UTC.

    An hour that happens twice is its first (RFC 5545 section 3.3.5); one that is skipped is read with the
    offset before the gap, so 02.30 becomes 03.30 summer time.
    """
    return datetime.combine(day, clock, STOCKHOLM).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """Show an instant as wall-clock time in Stockholm."""
    return moment.astimezone(STOCKHOLM)


def start_of_day(day: date) -> datetime:
    """The first instant of a day in Sweden."""
    return instant(day, time(0))


def end_of_day(day: date) -> datetime:
    """The instant at which a day in Sweden is over (exclusive)."""
    return instant(day + timedelta(days=1), time(0))


def same_clock(moment: datetime, *, days: int) -> datetime:
    """Move an instant by whole days on the wall clock: 09.00 stays 09.00 over a switch of the clocks."""
    there = local(moment)
    return instant(there.date() + timedelta(days=days), there.time())


def is_ambiguous(moment: datetime) -> bool:
    """Say whether the wall clock shows this time twice, or passed it over, on its day."""
    there = local(moment).replace(fold=0)
    return there.utcoffset() != there.replace(fold=1).utcoffset()
