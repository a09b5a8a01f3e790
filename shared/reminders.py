"""When a reminder of a session is due: notify sends it then, and pages say so."""

from datetime import date, datetime, time, timedelta
from typing import Final

from shared import times

_MORNING: Final = time(9)  # when the reminder of an all-day session is sent


def due_at(
    starts_at: datetime | None, on: date | None, *, days_before: int | None, hours_before: int | None
) -> datetime | None:
    """Return the moment, or None where the rule does not apply.

    A rule in days keeps the local wall clock time; a rule in hours needs a start. For an all-day session the reminder is
    due at nine.
    """
    if starts_at is not None:
        if days_before is not None:
            return times.same_clock(starts_at, days=-days_before)
        return None if hours_before is None else starts_at - timedelta(hours=hours_before)
    if on is None or days_before is None:
        return None
    return times.instant(on - timedelta(days=days_before), _MORNING)
