"""Ids that sort by the time at which they were made (UUID version 7, RFC 9562 section 5.7)."""

import random
import time
import uuid


def new() -> uuid.UUID:
    """Make a UUIDv7: 48 bits of milliseconds, then random bits. It tells things apart, and is no secret."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | random.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def calendar_uid(seat_id: uuid.UUID) -> str:
    """Name the calendar entry of a seat, for ever (RFC 5545 section 3.8.4.7, RFC 7986 section 5.3)."""
    return f"{seat_id}-seat"
