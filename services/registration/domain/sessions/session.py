"""A session (one occasion): its times, when it is over, and which changes participants are notified of."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.form import FieldError, web_address
from shared import dates, times
from shared.events import Mode, SessionStatus

# The fields in participants' mails and calendars: changing one makes a new edition, and everybody concerned is mailed.
# Of the status only whether the session is certain; of the term only while there is no day.
TOLD: Final = frozenset(
    {"on", "starts_at", "ends_at", "place", "mode", "join_url", "title", "note", "status", "term"}
)

# The others, with the reason why nobody is mailed when one changes.
NOT_TOLD: Final[Mapping[str, str]] = {
    "number": "the order in lists",
    "form": "a word in lists, which says nothing that anybody acts upon",
    "capacity": "who moves up from the waiting list is told that",
    "parent_id": "the order of pages and forms",
    "choice_group": "what can still be chosen, which the pages show",
    "choices": "what can still be chosen, which the pages show",
    "agenda": "read where it is shown; it is written in several steps",
    "organisation_id": "who arranges it, which the pages show",
    "host_id": "who arranges it, which the pages show",
    "booked_by_id": "for the organiser alone",
    "replaces_id": "for the organiser alone",
}


# The statuses in which a session may still change or fall away.
UNCERTAIN: Final = frozenset({"announced", "tentative"})


# How long a participant's page shows what is stored after the last session; links in old mails are passed on and found again.
PAGE_OPEN: Final = timedelta(days=90)


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of a session. A status of None is derived from whether it has a date.

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
    """A session as stored, with how many seats are taken. `seats_in_all`: its own capacity, else the cohort's.

    `changed_at`: when the database stored the present version; None on one that is not stored yet.
    `moved_at`: when people were last told of another day or time; `moved_from_…` is what held before.
    """

    organiser_id: UUID
    id: UUID
    cohort_id: UUID
    status: SessionStatus = "scheduled"
    edition: int = 1
    timed_at: datetime
    change_reason: str | None = None
    cancel_reason: str | None = None
    cancelled_at: datetime | None = None
    moved_at: datetime | None = None
    moved_from_on: date | None = None
    moved_from_starts_at: datetime | None = None
    moved_from_ends_at: datetime | None = None
    version: int = 1
    changed_at: datetime | None = None
    seats_in_all: int | None = None
    taken: int = 0
    waiting: int = 0

    @property
    def last_day(self) -> date | None:
        """The day on which it ends, in Sweden; None if it has no day."""
        return times.local(self.ends_at).date() if self.ends_at is not None else self.on

    @property
    def room_url(self) -> str | None:
        """The meeting's URL; None on site, where nothing is joined, even if one is stored."""
        return None if self.mode == "on_site" else self.join_url


SessionChanges: TypeAlias = Changes[Session]


def over_at(on: date | None, starts_at: datetime | None, ends_at: datetime | None) -> datetime | None:
    """When a session is over: its end, else the end of its day; None if it has no day."""
    if ends_at is not None:
        return ends_at
    if starts_at is not None:
        return times.end_of_day(times.local(starts_at).date())
    return times.end_of_day(on) if on is not None else None


def is_over(session: Session, now: datetime) -> bool:
    end = over_at(session.on, session.starts_at, session.ends_at)
    return end is not None and end <= now


def begins(session: Session) -> datetime | None:
    """When a session begins: its start, else midnight of its day; None if it has no day."""
    return session.starts_at or (times.start_of_day(session.on) if session.on else None)


def has_begun(session: Session, now: datetime) -> bool:
    """Whether the session has begun; a day without a time begins at midnight."""
    start = begins(session)
    return start is not None and start <= now


def complete(new: NewSession) -> NewSession | list[FieldError]:
    """Fill in derived fields (date, term, status); returns field errors if fields contradict each other."""
    on = times.local(new.starts_at).date() if new.starts_at else new.on
    errors = _contradictions(on=new.on, starts_at=new.starts_at, ends_at=new.ends_at)
    join_url = web_address(new.join_url) if new.join_url is not None else None
    if new.join_url is not None and join_url is None:
        errors.append(FieldError("join_url", "not_a_url"))
    if errors:
        return errors
    return msgspec.structs.replace(
        new,
        on=on,
        join_url=join_url,
        term=new.term or (dates.term_of(on) if on else None),
        status=new.status or ("scheduled" if on else "announced"),
    )


def change(
    session: Session, changes: SessionChanges, *, silent: bool, reason: str | None, now: datetime
) -> Session | list[FieldError]:
    """Return the changed session, or field errors if fields contradict each other.

    A new start sets the date; a new date alone means time unknown; a new start without an end keeps the length.
    """
    fields = changes.fields
    errors = _contradictions(on=fields.get("on"), starts_at=fields.get("starts_at"), ends_at=None)
    fields = fields | _timing(session, fields)
    if fields.get("status") == "cancelled" and session.status != "cancelled":
        errors.append(FieldError("status", "not_a_choice"))
    if isinstance(url := fields.get("join_url"), str):
        fields = fields | {"join_url": web_address(url)}
        if fields["join_url"] is None:
            errors.append(FieldError("join_url", "not_a_url"))
    changed = msgspec.structs.replace(session, **fields)
    if not errors:
        errors = _contradictions(on=changed.on, starts_at=changed.starts_at, ends_at=changed.ends_at)
    if errors:
        return errors
    return _edited(session, changed, silent=silent, reason=reason, now=now)


def has_moved(before: Session, after: Session) -> bool:
    """Whether the day or the time differs."""
    return (before.on, before.starts_at, before.ends_at) != (after.on, after.starts_at, after.ends_at)


def _edited(before: Session, after: Session, *, silent: bool, reason: str | None, now: datetime) -> Session:
    if after == before:
        return before
    is_notified = _told(before) != _told(after)
    is_reinstated = before.status == "cancelled" != after.status
    if has_moved(before, after) and before.on is not None and not silent:
        after = _moved(before, after, now)
    return msgspec.structs.replace(
        after,
        version=before.version + 1,
        # Reinstating a cancelled session is notified too.
        edition=before.edition + ((is_notified or is_reinstated) and not silent),
        timed_at=now if has_moved(before, after) else before.timed_at,
        change_reason=reason if is_notified and not silent else before.change_reason,
        cancel_reason=None if is_reinstated else before.cancel_reason,
        cancelled_at=None if is_reinstated else before.cancelled_at,
    )


def _moved(before: Session, after: Session, now: datetime) -> Session:
    """Note the day and time that people were told before; nothing, if the session is back where it was then."""
    told = (after.moved_from_on, after.moved_from_starts_at, after.moved_from_ends_at)
    is_back = before.moved_at is not None and told == (after.on, after.starts_at, after.ends_at)
    return msgspec.structs.replace(
        after,
        moved_at=None if is_back else now,
        moved_from_on=None if is_back else before.on,
        moved_from_starts_at=None if is_back else before.starts_at,
        moved_from_ends_at=None if is_back else before.ends_at,
    )


def moved_since(session: Session, told_at: datetime) -> bool:
    """Whether somebody who was told of the session at `told_at` knows it by another day or time."""
    return session.moved_at is not None and session.moved_at > told_at


def _told(session: Session) -> dict[str, object]:
    """What participants are told of the session, by field."""
    told = {name: getattr(session, name) for name in TOLD}
    return told | {
        "join_url": session.room_url,
        "status": session.status in UNCERTAIN,
        "term": session.term if session.on is None else None,
    }


def _timing(session: Session, fields: Mapping[str, object]) -> dict[str, object]:
    """Derive the day and the end from a new start, and the term from the day."""
    timing: dict[str, object] = {}
    starts_at, ends_at = fields.get("starts_at", session.starts_at), fields.get("ends_at", session.ends_at)
    on = fields.get("on", session.on)
    if isinstance(starts_at, datetime) and "starts_at" in fields:
        on = times.local(starts_at).date()
        if "ends_at" not in fields and session.starts_at and session.ends_at:
            ends_at = starts_at + (session.ends_at - session.starts_at)
    elif "on" in fields and "starts_at" not in fields and on != session.on:
        # A new day without a time: the time becomes unknown.
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


def is_closed(sessions: Sequence[Session], now: datetime) -> bool:
    """Whether a participant's page is closed: `PAGE_OPEN` after the last session; never while one has no date yet."""
    return bool(sessions) and all(is_over(session, now - PAGE_OPEN) for session in sessions)
