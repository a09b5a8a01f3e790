"""Reminder rules, and when a reminder of a session, or its follow-up, is due: notify sends it then, and pages say so."""

from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from shared import times

# Whom a reminder goes to: who has a seat, who has one and has answered maybe in their calendar, who waits for one, who is
# asked and has not answered, who was there.
ReminderTo = Literal["seat", "unsure", "waiting", "silent", "present"]

_MORNING: Final = time(9)  # when the reminder of an all-day session is sent, and a follow-up


class ReminderRule(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to mail, and how long before a session begins or after it has ended; one of the four says how long.

    `at`: at which Swedish clock time (08:00), of a rule in days; without it at the time at which the session begins, and of a
    follow-up at nine. `to`: who, by what they have answered when it is sent. `session_id`: about this session alone. `text`: what
    the organiser adds, as Markdown. `since`: applies only to mails that fall due after it; None: also to those before.
    """

    days_before: int | None = None
    hours_before: int | None = None
    since: datetime | None = None
    days_after: int | None = None
    hours_after: int | None = None
    at: str | None = None
    to: ReminderTo = "seat"
    session_id: UUID | None = None
    text: str | None = None

    @property
    def is_after(self) -> bool:
        """Whether it follows up a session that has been."""
        return self.days_after is not None or self.hours_after is not None


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
