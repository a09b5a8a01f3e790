"""Attendance, and when the join link of a session works."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.domain.cohort import Forwarding
from services.registration.domain.errors import (
    AttendanceTooEarly,
    JoinTooEarly,
    SessionCancelled,
    SessionOver,
)
from services.registration.domain.sessions.session import Session, over_at
from shared import times
from shared.events import SeatStatus, SessionStatus
from shared.meeting import DOORS_OPEN_BEFORE

Attendance = Literal["present", "absent", "excused"]
ATTENDANCES: Final[tuple[Attendance, ...]] = ("present", "absent", "excused")


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A mark that somebody chose, beside the one that their page had shown; unset where that is not known."""

    mark: Attendance
    shown: Attendance | msgspec.UnsetType | None = msgspec.UNSET


class RefusedTick(msgspec.Struct, frozen=True, kw_only=True):
    """Why a tick was not stored: somebody else has ticked meanwhile (`present_mark`), or the seat is gone, or the person."""

    reason: Literal["ticked", "no_seat", "gone"]
    present_mark: Attendance | None = None


def refused_tick(tick: Tick, present_mark: Attendance | None, *, is_expected: bool) -> RefusedTick | None:
    """Return why a tick cannot be stored over what is stored now; None if it can, or is stored already."""
    if tick.shown is not msgspec.UNSET and present_mark not in {tick.shown, tick.mark}:
        return RefusedTick(reason="ticked", present_mark=present_mark)
    if not is_expected and tick.mark != "present":
        return RefusedTick(reason="no_seat", present_mark=present_mark)
    return None


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """What decides whether a seat's join link works: the session's status, times and meeting address."""

    session_id: UUID
    seat_status: SeatStatus
    status: SessionStatus
    on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    join_url: str | None
    forwarding: Forwarding


def doors_open_at(on: date | None, starts_at: datetime | None) -> datetime | None:
    """When joining opens: half an hour before the start, or at midnight of a day without a time. None: no day is set."""
    if starts_at is not None:
        return starts_at - DOORS_OPEN_BEFORE
    return times.start_of_day(on) if on is not None else None


def require_markable(session: Session, marks: Iterable[Attendance], now: datetime) -> None:
    """Raise `SessionCancelled` or `AttendanceTooEarly` where somebody cannot have come or stayed away; an excuse can be early."""
    if all(mark == "excused" for mark in marks):
        return
    if session.status == "cancelled":
        raise SessionCancelled(session.id)
    opens_at = doors_open_at(session.on, session.starts_at)
    if opens_at is None or now < opens_at:
        raise AttendanceTooEarly


def require_open_door(door: Door, now: datetime) -> None:
    """Raise `SessionCancelled`, `JoinTooEarly` or `SessionOver` unless the session can be joined now. No day set: too early."""
    if door.status == "cancelled":
        raise SessionCancelled(door.session_id)
    end = over_at(door.on, door.starts_at, door.ends_at)
    if end is not None and end <= now:
        raise SessionOver(door.session_id)
    opens_at = doors_open_at(door.on, door.starts_at)
    if opens_at is None or now < opens_at:
        raise JoinTooEarly(opens_at)
