"""Decides what follows a send attempt, and derives the addresses and the Message-ID of a delivery."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID

import msgspec

AttemptOutcome = Literal["sent", "refused", "transient"]
# Why a relay takes no mail at all. "limit": it has enough for now; "refuses": it does not want ours.
RelayTrouble = Literal["unreachable", "silent", "certificate", "tls", "login", "limit", "refuses"]

GIVE_UP_AFTER: Final = timedelta(hours=48)
LONGEST_WAIT: Final = timedelta(hours=2)
_ENVELOPE: Final = re.compile(r"b\+([0-9a-f]{32})([0-9a-f]{16})?")
# Waits between attempts as multiples of the first: with 30 s, then 2, 5, 15, 30 min, 1 h, then every 2 h.
_GROWTH: Final = (1, 4, 10, 30, 60, 120, 240)
_RELAY_GROWTH: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


def is_own_address(address: str, *, mail_domain: str, sender: str) -> bool:
    """Whether mail to the address comes back to us: that of the sender, of a message (b+…) or of a seat (m+…)."""
    local, _, domain = address.casefold().rpartition("@")
    is_ours = domain == mail_domain.casefold()
    return address.casefold() == sender.casefold() or (is_ours and local.startswith(("b+", "m+")))


class NextStep(msgspec.Struct, frozen=True):
    """The status after an attempt; `wait` is set where the delivery is tried again."""

    status: Literal["sent", "deferred", "failed"]
    wait: timedelta | None = None


def after_try(
    outcome: AttemptOutcome,
    *,
    attempts: int,
    first_try_at: datetime,
    expires_at: datetime | None,
    now: datetime,
    first_wait: timedelta,
    jitter: float,
) -> NextStep:
    """Decide what follows the `attempts`-th attempt (counted from 1).

    A refusal is final. A transient failure is retried until 48 hours after the first attempt, or until `expires_at`.
    `jitter` between 0 and 1 lengthens the wait by up to a quarter.
    """
    if outcome == "sent":
        return NextStep("sent")
    if outcome == "refused":
        return NextStep("failed")
    wait = retry_wait(attempts, first_wait, jitter)
    ends_at = first_try_at + GIVE_UP_AFTER
    if expires_at is not None:
        ends_at = min(ends_at, expires_at)
    return NextStep("failed") if now + wait >= ends_at else NextStep("deferred", wait)


def retry_wait(failures: int, first_wait: timedelta, jitter: float) -> timedelta:
    """Return the wait after this many failures in a row (at least 1), with `jitter` between 0 and 1."""
    growth = _GROWTH[min(failures, len(_GROWTH)) - 1]
    return min(first_wait * growth, max(LONGEST_WAIT, first_wait)) * (1 + jitter / 4)


def relay_wait(failures: int, first_wait: timedelta) -> timedelta:
    """Return the wait after this many failed attempts to reach the relay: at most 30 seconds, since all mail waits."""
    seconds = _RELAY_GROWTH[min(failures, len(_RELAY_GROWTH)) - 1]
    return timedelta(seconds=min(seconds, first_wait.total_seconds()))


def domain_of(address: str | None) -> str:
    """Return the receiving domain in lower case, by which failures are counted; empty without an address."""
    return address.rpartition("@")[2].strip().lower() if address else ""


def message_id(kind: str, delivery_id: UUID, mail_domain: str) -> str:
    """Return the Message-ID, the same at every attempt (calendar rule 16)."""
    return f"<{kind}.{delivery_id.hex}@{mail_domain}>"


def envelope_from(delivery_id: UUID, secret: bytes, mail_domain: str) -> str:
    """Return an envelope sender of its own for each message, so that a bounce identifies it (calendar rule 18).

    Ids are no secret, so a mark follows that cannot be guessed: nobody reports on a mail that they have not had.
    """
    return f"b+{delivery_id.hex}{_envelope_mark(delivery_id, secret)}@{mail_domain}"


class EnvelopeSender(NamedTuple):
    """The delivery that an envelope sender names. `is_marked`: by a mark that is right; else it is from before there were any."""

    delivery_id: UUID
    is_marked: bool


def read_envelope(address: str, secret: bytes) -> EnvelopeSender | None:
    """Read an address to which a mail of ours is answered; None where it is no such address, or its mark is wrong."""
    found = _ENVELOPE.fullmatch(address.partition("@")[0].casefold())
    if found is None:
        return None
    delivery_id = UUID(hex=found[1])
    if found[2] and not hmac.compare_digest(found[2], _envelope_mark(delivery_id, secret)):
        return None
    return EnvelopeSender(delivery_id, is_marked=bool(found[2]))


def _envelope_mark(delivery_id: UUID, secret: bytes) -> str:
    return hmac.digest(secret, b"envelope:" + delivery_id.bytes, hashlib.sha256)[:8].hex()


def organizer_address(seat_id: UUID, secret: bytes, mail_domain: str) -> str:
    """Return the ORGANIZER address that receives calendar replies: one per seat, and not guessable (calendar rule 3)."""
    token = hmac.digest(secret, b"organizer:" + seat_id.bytes, hashlib.sha256)[:16].hex()
    return f"m+{token}@{mail_domain}"
