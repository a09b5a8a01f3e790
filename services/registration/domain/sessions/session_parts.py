"""The parts of a day (parallel seminars): they follow what happens to the session that they are part of."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.registration.domain.sessions.session import Session, SessionChanges, change
from shared import times


def changed_parts(
    parts: Iterable[Session],
    before: Session,
    after: Session,
    *,
    silent: bool,
    reason: str | None,
    now: datetime,
) -> list[tuple[Session, Session]]:
    """Return each part that follows the change, before and after; parts of parts follow their own.

    A part moves by as many days and hours of the clock. It follows a place, a mode or a certainty that it shares, and
    is reinstated with the whole if it was cancelled with it. A part that was cancelled alone stays so.
    """
    by_parent: dict[UUID | None, list[Session]] = {}
    for part in parts:
        by_parent.setdefault(part.parent_id, []).append(part)
    found: list[tuple[Session, Session]] = []
    to_follow = [(before, after)]
    while to_follow:
        whole, changed_whole = to_follow.pop()
        for part in by_parent.pop(whole.id, []):
            fields = _following(whole, changed_whole, part)
            changed = change(part, SessionChanges(**fields), silent=silent, reason=reason, now=now)
            if isinstance(changed, Session) and changed != part:
                found.append((part, changed))
                to_follow.append((part, changed))
    return found


def _following(before: Session, after: Session, part: Session) -> dict[str, Any]:  # Any: a field's value
    fields: dict[str, Any] = {
        name: getattr(after, name)
        for name in ("place", "mode", "join_url")
        if getattr(before, name) is not None
        and getattr(part, name) == getattr(before, name) != getattr(after, name)
    }
    fields |= _moved(before, after, part)
    if before.status != after.status:
        was_cancelled_with_it = before.status == "cancelled" and part.cancelled_at == before.cancelled_at
        if part.status == before.status and (before.status != "cancelled" or was_cancelled_with_it):
            fields["status"] = after.status
    return fields


def _moved(before: Session, after: Session, part: Session) -> dict[str, Any]:  # Any: a field's value
    """The day and the hours of a part after a move of the whole."""
    if (before.on, before.starts_at) == (after.on, after.starts_at):
        return {}
    if after.on is None:
        return {"on": None, "starts_at": None, "ends_at": None, "term": after.term}
    if before.on is None or part.on is None:
        return {"on": after.on} if part.on is None else {}
    days = after.on - before.on
    if part.starts_at is None:
        return {"on": part.on + days}
    if before.starts_at is not None and after.starts_at is None:
        # Without the hours of the whole, those of its parts are not known either.
        return {"on": part.on + days, "starts_at": None, "ends_at": None}
    clock = timedelta(0)
    if before.starts_at is not None and after.starts_at is not None:
        clock = _clock(after.starts_at) - _clock(before.starts_at)
    return {
        "starts_at": _shifted(part.starts_at, days + clock),
        "ends_at": _shifted(part.ends_at, days + clock) if part.ends_at else None,
    }


def _clock(moment: datetime) -> timedelta:
    local = times.local(moment)
    return timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)


def _shifted(moment: datetime, by: timedelta) -> datetime:
    """Move by wall-clock time, so that the hours stay when the clocks change in between."""
    local = times.local(moment).replace(tzinfo=None) + by
    return times.instant(local.date(), local.time())
