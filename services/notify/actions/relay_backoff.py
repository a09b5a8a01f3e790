"""When to try the relay again after it took no mail: a wait that grows with each failure in a row; and why it took none."""

import logging
from datetime import timedelta
from typing import Final, NamedTuple

from services.notify.domain import delivery
from services.notify.domain.delivery import RelayTrouble

log = logging.getLogger(__name__)

_SHORTEST: Final = timedelta(milliseconds=50)


class RelayState(NamedTuple):
    """What is wrong with the relay, and what it said; None and None while it takes mail."""

    trouble: RelayTrouble | None = None
    answer: str | None = None


class RelayBackoff:
    """Times are of the monotonic clock, in seconds."""

    def __init__(self, first_wait: timedelta) -> None:
        """`first_wait`: the longest wait, and never less than 50 ms; `delivery.relay_wait` has the steps to it."""
        self._longest = max(first_wait, _SHORTEST)
        self._until = float("-inf")
        self._failures = 0
        self._state: RelayState | None = None  # None: nothing was tried yet
        self._noted: RelayState | None = None
        self._refused_one: RelayState | None = None

    @property
    def has_failures(self) -> bool:
        """Whether the relay failed last and has taken no mail since."""
        return self._failures > 0

    def is_waiting(self, now: float) -> bool:
        return now < self._until

    def fail(self, now: float, why: str, trouble: RelayTrouble) -> timedelta:
        """Count a failure, unless one was counted that is being waited for; return the rest of the wait."""
        if now >= self._until:
            self._failures += 1
            self._until = now + delivery.relay_wait(self._failures, self._longest).total_seconds()
            state = RelayState(trouble, why)
            if state != self._state:  # said once, not at each try
                log.warning("relay.away", extra={"trouble": trouble, "answer": why})
            self._state = state
        return timedelta(seconds=max(self._until - now, 0.0))

    def refuse_one(self, why: str, trouble: RelayTrouble) -> None:
        """The relay takes mail on other connections, but not on one more."""
        if (state := RelayState(trouble, why)) != self._refused_one:
            log.info("relay.fewer", extra={"trouble": trouble, "answer": why})
        self._refused_one = state

    def succeed(self) -> None:
        """The relay takes mail."""
        if self._failures:
            log.info("relay.back")
        self._failures = 0
        self._state = RelayState()

    def changed_state(self) -> RelayState | None:
        """Return the state if it has changed since `state_noted`, for operators to see."""
        return self._state if self._state != self._noted else None

    def state_noted(self, state: RelayState) -> None:
        self._noted = state
