"""How many mails a minute may begin to one receiving domain, or of one tenant: spread out, not in bursts."""

import random
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

Paced = TypeVar("Paced", bound=Hashable)

_MINUTE: Final = 60.0
# Mails of so many seconds may begin together: the queue is looked at a few times a second only.
_AT_ONCE: Final = 1.0
_MOST_KNOWN: Final = 10_000


class Pace(Generic[Paced]):
    """The time at which each would be on its pace again, moved on by every mail that begins. A pace of 0 limits nothing.

    The steps vary by a quarter, so that many mails of one hour do not arrive in step with those of other senders.
    """

    def __init__(self, per_minute: int, jitter: Callable[[], float] = random.random) -> None:
        """`jitter` returns a number between 0 and 1 at each call."""
        self._step = _MINUTE / per_minute if per_minute else 0.0
        self._jitter = jitter
        self._on_pace_at: dict[Paced, float] = {}

    def may_begin(self, one: Paced, now: float) -> bool:
        """Whether another mail may begin now."""
        return not self._step or self._on_pace_at.get(one, now) - now < _AT_ONCE

    def wait_after(self, mails: int, one: Paced, now: float) -> float | None:
        """Return in how many seconds the turn comes of what waits behind so many mails; None without a pace."""
        if not self._step:
            return None
        return max(self._on_pace_at.get(one, now) - now, 0.0) + mails * self._step * (1 + self._jitter() / 4)

    def begun(self, one: Paced, now: float) -> None:
        """Count a mail that begins, also one that did not have to wait."""
        if not self._step:
            return
        step = self._step * (0.875 + self._jitter() / 4)
        self._on_pace_at[one] = max(self._on_pace_at.get(one, now), now) + step
        if len(self._on_pace_at) > _MOST_KNOWN:
            self._on_pace_at = {each: at for each, at in self._on_pace_at.items() if at > now}

    def waiting(self, now: float) -> list[Paced]:
        """Return those for which no other mail may begin now."""
        return [one for one, at in self._on_pace_at.items() if at - now >= _AT_ONCE]
