"""Allots seats and places on waiting lists, promotes from the lists, and says how long an offer of a seat holds."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.errors import SessionFull
from shared import holidays_sweden, times
from shared.events import SeatStatus, WaitingOrder

# An offer never runs out while people sleep or are off: then it holds until noon.
_MORNING: Final = time(9)
_EVENING: Final = time(17)
_NOON: Final = time(12)


class SeatCounter(msgspec.Struct, kw_only=True):
    """The locked count of one session's seats while a transaction deals with it; changes as seats are dealt."""

    session_id: UUID
    capacity: int | None
    has_waiting_list: bool
    order: WaitingOrder = "time"
    taken: int
    next_position: int
    waiting: int = 0

    @property
    def room(self) -> int | None:
        """How many seats are free; None: as many as you like. Never below zero, though capacity may have sunk."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class AllottedPlace(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody gets in a session; `position` orders the waiting list and is None with a seat.

    `rank` is the place in line where it is known: whoever asked has counted those who wait, and the last comes last.
    """

    session_id: UUID
    status: SeatStatus
    position: int | None = None
    rank: int | None = None


class WaitingSeat(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's place in a waiting list; `organisation` as it is compared, None where none is named."""

    seat_id: UUID
    session_id: UUID
    registration_id: UUID
    position: int
    organisation: str | None = None


def allot(counter: SeatCounter, *, may_wait: bool = True) -> AllottedPlace:
    """Give a seat or a place in the waiting list, and count it; `SessionFull` where there is neither."""
    if counter.room != 0:
        counter.taken += 1
        return AllottedPlace(session_id=counter.session_id, status="confirmed")
    if not (counter.has_waiting_list and may_wait):
        raise SessionFull(counter.session_id)
    counter.next_position += 1
    counter.waiting += 1
    return AllottedPlace(
        session_id=counter.session_id,
        status="waiting",
        position=counter.next_position - 1,
        rank=counter.waiting if counter.order == "time" else None,
    )


def allot_all(counters: Collection[SeatCounter], *, may_wait: bool = True) -> list[AllottedPlace]:
    """Give a place in each of these sessions, and count them; `SessionFull`, and nothing is counted, if one has none."""
    for counter in counters:
        if counter.room == 0 and not (counter.has_waiting_list and may_wait):
            raise SessionFull(counter.session_id)
    return [allot(counter) for counter in counters]


def in_line(
    waiting: Iterable[WaitingSeat], *, order: WaitingOrder = "time", seated: Collection[str] = ()
) -> list[WaitingSeat]:
    """One session's waiting list in the order in which its people move up.

    `seated` are the organisations that have a seat there. Whoever names no organisation comes by time only.
    """
    by_time = sorted(waiting, key=lambda seat: seat.position)
    if order == "time":
        return by_time
    served, first, later = set(seated), [], []
    for seat in by_time:
        if seat.organisation is None or seat.organisation in served:
            later.append(seat)
        else:
            served.add(seat.organisation)
            first.append(seat)
    return first + later


def promote(counter: SeatCounter, line: Iterable[WaitingSeat]) -> list[WaitingSeat]:
    """Who moves up, the first in line first, while there is room; counted."""
    promoted = []
    for seat in line:
        if counter.room == 0:
            break
        counter.taken += 1
        promoted.append(seat)
    return promoted


def offer_until(now: datetime, hours: int, *, starts: datetime | None) -> datetime | None:
    """Until when an offer of a seat holds; None if there is no time for an offer before `starts`, and the seat is given at once.

    Only working days count. What would end in the evening, at night or before nine is moved to noon on a working day.
    """
    left, at = timedelta(hours=hours), now
    while True:
        midnight = times.end_of_day(times.local(at).date())
        if holidays_sweden.is_working_day(times.local(at).date()):
            if at + left < midnight:
                break
            left -= midnight - at
        at = midnight
    ends = _by_day(at + left)
    return ends if starts is None or ends < starts else None


def _by_day(moment: datetime) -> datetime:
    """The moment itself in working hours, else the noon that follows on a working day."""
    there = times.local(moment)
    if _MORNING <= there.time() <= _EVENING:
        return moment
    day = there.date()
    if there.time() > _EVENING:
        day += timedelta(days=1)
        while not holidays_sweden.is_working_day(day):
            day += timedelta(days=1)
    return times.instant(day, _NOON)
