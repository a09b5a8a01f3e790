"""One occasion: its times, when it is over, and what counts as a change that people must hear of."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.form import FieldError, is_web_address
from shared import dates, times
from shared.events import Mode, SessionStatus

# What people have in their calendars, or were told in a mail: a change of it makes a new edition.
TOLD: Final = frozenset({"on", "starts_at", "ends_at", "place", "mode", "join_url", "title"})


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """What a coordinator decides about a session. A status of None follows from whether it has a date.

    `starts_at` (and `ends_at`): instants, and `on` is their day in Sweden. Only `on`: that day, time unknown.
    Neither: `term` only. `organisation_id` is the organisation that arranges it, if that is not the tenant.
    """

    title: str
    number: int | None = None
    form: str | None = None
    term: str | None = None
    on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    mode: Mode | None = None
    place: str | None = None
    join_url: str | None = None
    capacity: int | None = None
    status: SessionStatus | None = None
    parent_id: UUID | None = None
    choice_group: str | None = None
    choices: int | None = None
    agenda: list[str] | None = None
    note: str | None = None
    organisation_id: UUID | None = None
    host_id: UUID | None = None
    booked_by_id: UUID | None = None
    replaces_id: UUID | None = None


class Session(NewSession, frozen=True, kw_only=True):
    """A session as stored, with how many seats are taken. `seats_in_all`: its own capacity, else the cohort's."""

    organiser_id: UUID
    id: UUID
    cohort_id: UUID
    status: SessionStatus = "scheduled"
    edition: int = 1
    timed_at: datetime
    change_reason: str | None = None
    cancel_reason: str | None = None
    cancelled_at: datetime | None = None
    version: int = 1
    seats_in_all: int | None = None
    taken: int = 0
    waiting: int = 0


SessionChanges: TypeAlias = Changes[Session]


def over_at(on: date | None, starts_at: datetime | None, ends_at: datetime | None) -> datetime | None:
    """When a session is over: its end; without one the end of its day; never while it has no day."""
    if ends_at is not None:
        return ends_at
    if starts_at is not None:
        return times.end_of_day(times.local(starts_at).date())
    return times.end_of_day(on) if on is not None else None


def is_over(session: Session, now: datetime) -> bool:
    end = over_at(session.on, session.starts_at, session.ends_at)
    return end is not None and end <= now


def begins(session: Session) -> datetime | None:
    """When a session begins: a day without a time with the day, one without a day nobody knows when."""
    return session.starts_at or (times.start_of_day(session.on) if session.on else None)


def has_begun(session: Session, now: datetime) -> bool:
    """A day without a time has begun when the day has."""
    start = begins(session)
    return start is not None and start <= now


def complete(new: NewSession) -> NewSession | list[FieldError]:
    """Fill in what follows from the rest (date, term, status), or say what cannot stand together."""
    on = times.local(new.starts_at).date() if new.starts_at else new.on
    errors = _contradictions(on=new.on, starts_at=new.starts_at, ends_at=new.ends_at)
    if new.join_url is not None and not is_web_address(new.join_url):
        errors.append(FieldError("join_url", "not_a_url"))
    if errors:
        return errors
    return msgspec.structs.replace(
        new,
        on=on,
        term=new.term or (dates.term_of(on) if on else None),
        status=new.status or ("scheduled" if on else "announced"),
    )


def change(
    session: Session, changes: SessionChanges, *, silent: bool, reason: str | None, now: datetime
) -> Session | list[FieldError]:
    """The session as it will be, or what cannot stand together.

    The date follows the start; a date alone is that day, time unknown; a start without an end keeps its length.
    """
    fields = changes.fields
    errors = _contradictions(on=fields.get("on"), starts_at=fields.get("starts_at"), ends_at=None)
    fields = fields | _timing(session, fields)
    if fields.get("status") == "cancelled" and session.status != "cancelled":
        errors.append(FieldError("status", "not_a_choice"))
    if isinstance(url := fields.get("join_url"), str) and not is_web_address(url):
        errors.append(FieldError("join_url", "not_a_url"))
    changed = msgspec.structs.replace(session, **fields)
    if not errors:
        errors = _contradictions(on=changed.on, starts_at=changed.starts_at, ends_at=changed.ends_at)
    if errors:
        return errors
    return _edited(session, changed, silent=silent, reason=reason, now=now)


def has_moved(before: Session, after: Session) -> bool:
    """Whether the day or the time is another."""
    return (before.on, before.starts_at, before.ends_at) != (after.on, after.starts_at, after.ends_at)


def _edited(before: Session, after: Session, *, silent: bool, reason: str | None, now: datetime) -> Session:
    if after == before:
        return before
    told = any(getattr(before, name) != getattr(after, name) for name in TOLD)
    back = before.status == "cancelled" != after.status
    return msgspec.structs.replace(
        after,
        version=before.version + 1,
        # That it takes place after all is heard of too.
        edition=before.edition + ((told or back) and not silent),
        timed_at=now if has_moved(before, after) else before.timed_at,
        change_reason=reason if told and not silent else before.change_reason,
        cancel_reason=None if back else before.cancel_reason,
        cancelled_at=None if back else before.cancelled_at,
    )


def _timing(session: Session, fields: Mapping[str, object]) -> dict[str, object]:
    """Let the day follow the start, the end follow the start, the term follow the day."""
    timing: dict[str, object] = {}
    starts_at, ends_at = fields.get("starts_at", session.starts_at), fields.get("ends_at", session.ends_at)
    on = fields.get("on", session.on)
    if isinstance(starts_at, datetime) and "starts_at" in fields:
        on = times.local(starts_at).date()
        if "ends_at" not in fields and session.starts_at and session.ends_at:
            ends_at = starts_at + (session.ends_at - session.starts_at)
    elif "on" in fields and "starts_at" not in fields and on != session.on:
        # Another day and no time: none is made up.
        starts_at = ends_at = None
    if starts_at is None and "ends_at" not in fields:
        ends_at = None
    timing |= {"on": on, "starts_at": starts_at, "ends_at": ends_at}
    if on != session.on and isinstance(on, date):
        if "term" not in fields:
            timing["term"] = dates.term_of(on)
        if "status" not in fields and session.status == "announced":
            timing["status"] = "scheduled"
    return timing


def _contradictions(
    *, on: date | None, starts_at: datetime | None, ends_at: datetime | None
) -> list[FieldError]:
    errors = []
    if on is not None and starts_at is not None and times.local(starts_at).date() != on:
        errors.append(FieldError("date", "does_not_match"))
    if ends_at is not None and starts_at is None:
        errors.append(FieldError("starts_at", "missing"))
    if ends_at is not None and starts_at is not None and ends_at <= starts_at:
        errors.append(FieldError("ends_at", "before_start"))
    return errors
