"""Conversions between Stockholm wall-clock time and instants; the only place that reads the clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """Read the clock. Called only at the edge; inner code gets `now` as an argument."""
    return datetime.now(UTC)


def instant(day: date, clock: time) -> datetime:
    """Convert Stockholm wall-clock time to an instant in UTC.

    An hour that occurs twice is taken as the first (RFC 5545 section 3.3.5); a skipped one is read with the offset before
    the gap, so 02.30 becomes 03.30 summer time.
    """
    return datetime.combine(day, clock, STOCKHOLM).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """Convert an instant to Stockholm wall-clock time."""
    return moment.astimezone(STOCKHOLM)


def start_of_day(day: date) -> datetime:
    """Return the first instant of a day in Sweden."""
    return instant(day, time(0))


def end_of_day(day: date) -> datetime:
    """Return the instant at which a day in Sweden ends (exclusive)."""
    return instant(day + timedelta(days=1), time(0))


def same_clock(moment: datetime, *, days: int) -> datetime:
    """Move an instant by whole days at the same wall-clock time: 09.00 stays 09.00 across a change of the clocks."""
    there = local(moment)
    return instant(there.date() + timedelta(days=days), there.time())


def is_ambiguous(moment: datetime) -> bool:
    """Whether the wall clock shows this time twice, or skips it, on its day."""
    there = local(moment).replace(fold=0)
    return there.utcoffset() != there.replace(fold=1).utcoffset()
