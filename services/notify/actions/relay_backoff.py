"""When to try the relay again after it could not be reached: a wait that grows with each failure in a row."""

import logging
from datetime import timedelta
from typing import Final

from services.notify.domain import delivery

log = logging.getLogger(__name__)

_SHORTEST: Final = timedelta(milliseconds=50)


class RelayBackoff:
    """Times are of the monotonic clock, in seconds."""

    def __init__(self, first_wait: timedelta) -> None:
        """`first_wait`: the longest wait, and never less than 50 ms; `delivery.relay_wait` has the steps to it."""
        self._longest = max(first_wait, _SHORTEST)
        self._until = float("-inf")
        self._failures = 0

    @property
    def has_failures(self) -> bool:
        """Whether the relay failed last and has taken no mail since."""
        return self._failures > 0

    def is_waiting(self, now: float) -> bool:
        return now < self._until

    def fail(self, now: float, why: str) -> timedelta:
        """Count a failure, unless one was counted that is being waited for; return the rest of the wait."""
        if now >= self._until:
            self._failures += 1
            self._until = now + delivery.relay_wait(self._failures, self._longest).total_seconds()
            log.warning("relay.away", extra={"times": self._failures, "answer": why})
        return timedelta(seconds=max(self._until - now, 0.0))

    def succeed(self) -> None:
        self._failures = 0
