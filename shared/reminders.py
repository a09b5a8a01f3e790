"""When a reminder of a session, or its follow-up, is due: notify sends it then, and pages say so."""

from datetime import date, datetime, time, timedelta
from typing import Final

from shared import times
from shared.events import ReminderRule

_MORNING: Final = time(9)  # when the reminder of an all-day session is sent, and a follow-up


def due_at(
    starts_at: datetime | None,
    on: date | None,
    *,
    days_before: int | None,
    hours_before: int | None,
    at: str | None = None,
) -> datetime | None:
    """Return the moment before a session, or None where the rule does not apply.

    A rule in days keeps the local wall clock time, or has its own; a rule in hours needs a start. For an all-day session the
    reminder is due at nine.
    """
    day = times.local(starts_at).date() if starts_at is not None else on
    if days_before is not None and at is not None and day is not None:
        return times.instant(day - timedelta(days=days_before), time.fromisoformat(at))
    if starts_at is not None:
        if days_before is not None:
            return times.same_clock(starts_at, days=-days_before)
        return None if hours_before is None else starts_at - timedelta(hours=hours_before)
    if on is None or days_before is None:
        return None
    return times.instant(on - timedelta(days=days_before), _MORNING)


def due_of(
    rule: ReminderRule, starts_at: datetime | None, ends: datetime | None, on: date | None
) -> datetime | None:
    """Return when the rule's mail about a session is due, or None where the rule does not apply; `ends`: when it is over.

    A follow-up in days counts from the last day of the session, and is never due before the end.
    """
    if not rule.is_after:
        return due_at(starts_at, on, days_before=rule.days_before, hours_before=rule.hours_before, at=rule.at)
    if ends is None:
        return None
    if rule.days_after is None:
        return ends + timedelta(hours=rule.hours_after or 0)
    # An all-day session ends at midnight, when its last day is over.
    last = times.local(ends - timedelta(microseconds=1)).date()
    clock = time.fromisoformat(rule.at) if rule.at else _MORNING
    return max(times.instant(last + timedelta(days=rule.days_after), clock), ends)


def code_of(rule: ReminderRule) -> str:
    """Return what names the rule in the keys of its mails: whom it goes to and when, and not what it says."""
    if rule.is_after:
        when = f"h+{rule.hours_after}" if rule.days_after is None else f"d+{rule.days_after}"
    else:
        when = f"h{rule.hours_before}" if rule.days_before is None else f"d{rule.days_before}"
    clock = f"@{rule.at.replace(':', '')}" if rule.at else ""
    return f"{when}{clock}" if rule.to == "seat" else f"{when}{clock}.{rule.to}"
