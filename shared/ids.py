"""Ids that sort by creation time (UUID version 7, RFC 9562 section 5.7)."""

import random
import threading
import time
import uuid
from datetime import datetime
from typing import Final


class _InOrder:
    """Makes ids of which each is greater than the one before it in the same millisecond (RFC 9562 section 6.2, method 2).

    Lists and mails sort by id, so two things that are made in a row must not change places.
    """

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def next(self, milliseconds: int) -> uuid.UUID:
        value = (milliseconds & (1 << 48) - 1) << 80 | random.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        with self._lock:
            if value >> 80 == self._last >> 80 and value <= self._last:
                value = self._last + 1 + random.getrandbits(20)  # so that two processes do not count alike
            self._last = value
        return uuid.UUID(int=value)


_IN_ORDER: Final = _InOrder()


def new() -> uuid.UUID:
    """Return a UUIDv7: 48 bits of milliseconds, then random bits; those of one process ascend. Unique, but not a secret."""
    return _IN_ORDER.next(time.time_ns() // 1_000_000)


def first_of(moment: datetime) -> uuid.UUID:
    """Return the lowest id that can have been made at this time; ids from before are lower."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) & (1 << 48) - 1) << 80)


def several(count: int) -> list[uuid.UUID]:
    """Return new ids in ascending order: rows that are made together sort as they were made."""
    return sorted(new() for _ in range(count))


def calendar_uid(seat_id: uuid.UUID) -> str:
    """Return the permanent UID of a seat's calendar entry (RFC 5545 section 3.8.4.7, RFC 7986 section 5.3)."""
    return f"{seat_id}-seat"
