"""Allots seats and places on waiting lists, promotes from the lists, and says how long an offer of a seat holds."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.errors import SessionFull
from shared import holidays_sweden, times
from shared.events import SeatStatus, WaitingOrder

# An offer does not expire outside working hours: its end is moved to noon of a working day.
_MORNING: Final = time(9)
_EVENING: Final = time(17)
_NOON: Final = time(12)


class SeatCounter(msgspec.Struct, kw_only=True):
    """The seat count of one session, locked by the transaction; mutable: `allot` and `promote` update it."""

    session_id: UUID
    capacity: int | None
    has_waiting_list: bool
    order: WaitingOrder = "time"
    taken: int
    next_position: int
    waiting: int = 0

    @property
    def room(self) -> int | None:
        """The number of free seats; None: unlimited. Zero if more seats are taken than a lowered capacity allows."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class AllottedPlace(msgspec.Struct, frozen=True, kw_only=True):
    """The result for one person in a session; `position` orders the waiting list and is None with a seat.

    `rank` is the place in the waiting list, counted from 1; None unless the list is ordered by time. Correct only if the
    caller has set `SeatCounter.waiting` (`store/seats.count_waiting`). `held_until`: with a wait, until when a seat is
    held until the registration is confirmed.
    """

    session_id: UUID
    status: SeatStatus
    position: int | None = None
    rank: int | None = None
    held_until: datetime | None = None


class WaitingSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a waiting list; `organisation` is the comparison key, None if none is stated."""

    seat_id: UUID
    session_id: UUID
    registration_id: UUID
    position: int
    organisation: str | None = None


def allot(counter: SeatCounter, *, may_wait: bool = True) -> AllottedPlace:
    """Allot a seat or a place in the waiting list and update the counter; raises `SessionFull` if there is neither."""
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
    """Allot in every session; raises `SessionFull` without updating any counter if one of them has no place."""
    for counter in counters:
        if counter.room == 0 and not (counter.has_waiting_list and may_wait):
            raise SessionFull(counter.session_id)
    return [allot(counter) for counter in counters]


def in_line(
    waiting: Iterable[WaitingSeat], *, order: WaitingOrder = "time", seated: Collection[str] = ()
) -> list[WaitingSeat]:
    """Sort one session's waiting list into the order of promotion.

    `seated` are the organisations with a seat. Order `time` is first come, first served; otherwise the first person of
    each organisation without a seat comes before all others. Without an organisation, a person is among the others.
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
    """Return the seats to promote, in line order, while there is room; updates the counter."""
    promoted = []
    for seat in line:
        if counter.room == 0:
            break
        counter.taken += 1
        promoted.append(seat)
    return promoted


def offer_until(now: datetime, hours: int, *, starts: datetime | None) -> datetime | None:
    """When an offer made `now` expires; None if that is not before `starts`: then the seat is given at once.

    `hours` are counted on working days. An end before 9 or after 17 is moved to the next noon on a working day.
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
    """Return the moment if it is in working hours, else the next noon on a working day."""
    there = times.local(moment)
    if _MORNING <= there.time() <= _EVENING:
        return moment
    day = there.date()
    if there.time() > _EVENING:
        day += timedelta(days=1)
        while not holidays_sweden.is_working_day(day):
            day += timedelta(days=1)
    return times.instant(day, _NOON)
