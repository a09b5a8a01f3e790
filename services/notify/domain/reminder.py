"""Which reminders a confirmed seat leads to, and when: rows with a due time, made anew whenever a session moves."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from services.notify.domain.told import Wanted
from services.notify.domain.world import Occasion
from shared import times
from shared.events import ReminderRule, Seat

_MORNING: Final = time(9)  # when to remind of a day whose hour is not known


class Slot(NamedTuple):
    """When a rule acts for a session, until when, and how the two stand in a key."""

    due_at: datetime
    until: datetime
    key: str


def reminders(seat: Seat, of: Occasion, rules: tuple[ReminderRule, ...], now: datetime) -> Iterator[Wanted]:
    """Plan what falls due after the seat was got, the time was set and the rule was made, until the start.

    Nothing else depends on `now`, so a reminder that fell due while we were down is caught up with.
    """
    session = of.session
    for rule in rules:
        found = slot(session.starts_at, session.on, rule)
        if found is None or found.until <= now:
            continue
        if found.due_at >= max(seat.since, session.timed_at, rule.since or seat.since):
            yield Wanted(
                key=f"reminder:{seat.id}:{found.key}",
                kind="reminder",
                due_at=found.due_at,
                expires_at=found.until,
                seat_id=seat.id,
                session_id=session.id,
            )


@lru_cache(maxsize=8192)
def slot(starts_at: datetime | None, on: date | None, rule: ReminderRule) -> Slot | None:
    """Some days before, at the same hour on the wall clock; or some hours before, where the hour is known.

    A day without an hour is reminded of at nine, until that day begins, or on the day itself until it ends.
    """
    days, hours, start = rule.days_before, rule.hours_before, start_in_key(starts_at, on)
    if starts_at is not None:
        if days is not None:
            return Slot(times.same_clock(starts_at, days=-days), starts_at, f"d{days}:{start}")
        if hours is not None:
            return Slot(starts_at - timedelta(hours=hours), starts_at, f"h{hours}:{start}")
        return None
    if on is None or days is None:
        return None
    until = times.start_of_day(on) if days else times.end_of_day(on)
    return Slot(times.instant(on - timedelta(days=days), _MORNING), until, f"d{days}:{start}")


def start_in_key(starts_at: datetime | None, on: date | None) -> str:
    """Say for which start a reminder is: one for another start is another message."""
    if starts_at is not None:
        return f"{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{on:%Y%m%d}" if on else ""
