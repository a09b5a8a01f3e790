"""Who gets a seat, who waits, who moves up. The order of a waiting list is the order in which its lock was got."""

from collections.abc import Collection, Iterable
from uuid import UUID

import msgspec

from services.registration.domain.errors import SessionFull
from shared.events import SeatStatus


class Counter(msgspec.Struct, kw_only=True):
    """The locked count of one session's seats while a transaction deals with it; changes as seats are dealt."""

    session_id: UUID
    capacity: int | None
    has_waiting_list: bool
    taken: int
    next_position: int
    waiting: int = 0

    @property
    def room(self) -> int | None:
        """How many seats are free; None: as many as you like. Never below zero, though capacity may have sunk."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody gets in a session; `position` orders the waiting list and is None with a seat.

    `rank` is how many wait, this one last, where whoever asked has counted them.
    """

    session_id: UUID
    status: SeatStatus
    position: int | None = None
    rank: int | None = None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's place in a waiting list."""

    seat_id: UUID
    session_id: UUID
    registration_id: UUID
    position: int


def allot(counter: Counter, *, may_wait: bool = True) -> Place:
    """Give a seat or a place in the waiting list, and count it; `SessionFull` where there is neither."""
    if counter.room != 0:
        counter.taken += 1
        return Place(session_id=counter.session_id, status="confirmed")
    if not (counter.has_waiting_list and may_wait):
        raise SessionFull(counter.session_id)
    counter.next_position += 1
    counter.waiting += 1
    return Place(
        session_id=counter.session_id,
        status="waiting",
        position=counter.next_position - 1,
        rank=counter.waiting,
    )


def allot_all(counters: Collection[Counter]) -> list[Place]:
    """Give a place in each of these sessions, and count them; `SessionFull`, and nothing is counted, if one has none."""
    for counter in counters:
        if counter.room == 0 and not counter.has_waiting_list:
            raise SessionFull(counter.session_id)
    return [allot(counter) for counter in counters]


def promote(counter: Counter, waiting: Iterable[Waiting]) -> list[Waiting]:
    """Who moves up, the first in the list first, while there is room; counted."""
    promoted = []
    for one in sorted(waiting, key=lambda w: w.position):
        if counter.room == 0:
            break
        counter.taken += 1
        promoted.append(one)
    return promoted
