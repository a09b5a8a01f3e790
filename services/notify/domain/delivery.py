"""Given what came of a try: what next? And the names that a delivery goes by."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

Outcome = Literal["sent", "refused", "passing"]

GIVE_UP_AFTER: Final = timedelta(hours=48)
LONGEST_WAIT: Final = timedelta(hours=2)
# The waits that follow the first, as multiples of it: 30 s, 2, 5, 15, 30 min, 1 h, then every 2 h.
_GROWTH: Final = (1, 4, 10, 30, 60, 120, 240)
_RELAY_GROWTH: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


class Next(msgspec.Struct, frozen=True):
    """`wait` is set where it is tried again."""

    status: Literal["sent", "deferred", "failed"]
    wait: timedelta | None = None


def after_try(
    outcome: Outcome,
    *,
    attempts: int,
    first_try_at: datetime,
    expires_at: datetime | None,
    now: datetime,
    first_wait: timedelta,
    jitter: float,
) -> Next:
    """Decide what comes after a try, the `attempts`-th; `jitter` between 0 and 1 spreads the waits by a quarter.

    A refusal is final. What may pass is tried for 48 hours, or until nobody is helped by it any more.
    """
    if outcome == "sent":
        return Next("sent")
    if outcome == "refused":
        return Next("failed")
    left_alone = wait(attempts, first_wait, jitter)
    ends_at = first_try_at + GIVE_UP_AFTER
    if expires_at is not None:
        ends_at = min(ends_at, expires_at)
    return Next("failed") if now + left_alone >= ends_at else Next("deferred", left_alone)


def wait(failures: int, first_wait: timedelta, jitter: float) -> timedelta:
    """How long to leave a receiver alone after it has failed this many times in a row."""
    growth = _GROWTH[min(failures, len(_GROWTH)) - 1]
    return min(first_wait * growth, max(LONGEST_WAIT, first_wait)) * (1 + jitter / 4)


def relay_wait(failures: int, first_wait: timedelta) -> timedelta:
    """How long to wait for a relay that is away; never over 30 seconds, since all mail waits with it."""
    seconds = _RELAY_GROWTH[min(failures, len(_RELAY_GROWTH)) - 1]
    return timedelta(seconds=min(seconds, first_wait.total_seconds()))


def domain_of(address: str | None) -> str:
    """The receiving domain, by which failures are kept apart; empty where there is no address."""
    return address.rpartition("@")[2].strip().lower() if address else ""


def message_id(kind: str, delivery_id: UUID, mail_domain: str) -> str:
    """Name the message, the same at every try (calendar rule 16)."""
    return f"<{kind}.{delivery_id.hex}@{mail_domain}>"


def envelope_from(delivery_id: UUID, mail_domain: str) -> str:
    """One address a message, so that a bounce names it (calendar rule 18)."""
    return f"b+{delivery_id.hex}@{mail_domain}"


def organizer_address(seat_id: UUID, secret: bytes, mail_domain: str) -> str:
    """Whom a calendar answers: one address a seat, which cannot be guessed (calendar rule 3)."""
    token = hmac.digest(secret, b"organizer:" + seat_id.bytes, hashlib.sha256)[:16].hex()
    return f"m+{token}@{mail_domain}"
