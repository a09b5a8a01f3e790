"""Plans the reminders of a confirmed seat: deliveries with a due time, planned anew whenever the session moves."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from services.notify.domain.communicated import PlannedDelivery
from services.notify.domain.unit_state import SessionFacts
from shared import reminders as shared_reminders
from shared import times
from shared.events import ReminderRule, Seat


class ReminderSlot(NamedTuple):
    """When a reminder is due, when it expires, and the part of the delivery key that names rule and start."""

    due_at: datetime
    until: datetime
    key: str


def reminders(
    seat: Seat, facts: SessionFacts, rules: tuple[ReminderRule, ...], now: datetime
) -> Iterator[PlannedDelivery]:
    """Plan each reminder that is due after the seat, the session's time and the rule were made, and before the start.

    `now` only drops those that have expired, so a reminder that became due while the service was down is still sent.
    """
    session = facts.session
    for rule in rules:
        found = slot(session.starts_at, session.on, rule)
        if found is None or found.until <= now:
            continue
        if found.due_at >= max(seat.since, session.timed_at, rule.since or seat.since):
            yield PlannedDelivery(
                key=f"reminder:{seat.id}:{found.key}",
                kind="reminder",
                due_at=found.due_at,
                expires_at=found.until,
                seat_id=seat.id,
                session_id=session.id,
            )


@lru_cache(maxsize=8192)
def slot(starts_at: datetime | None, on: date | None, rule: ReminderRule) -> ReminderSlot | None:
    """Return when the rule's reminder of a session is due, or None where the rule does not apply.

    It expires at the start; for an all-day session when the day begins, or, on the day itself, when it ends.
    """
    due_at = shared_reminders.due_at(
        starts_at, on, days_before=rule.days_before, hours_before=rule.hours_before
    )
    if due_at is None:
        return None
    code = f"h{rule.hours_before}" if rule.days_before is None else f"d{rule.days_before}"
    until = starts_at
    if until is None and on is not None:
        until = times.start_of_day(on) if rule.days_before else times.end_of_day(on)
    return None if until is None else ReminderSlot(due_at, until, f"{code}:{start_in_key(starts_at, on)}")


def start_in_key(starts_at: datetime | None, on: date | None) -> str:
    """Return the start as it stands in a reminder's key; a moved session gets a new key, and so a new reminder."""
    if starts_at is not None:
        return f"{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{on:%Y%m%d}" if on else ""
