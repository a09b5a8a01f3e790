"""Whom no mail is sent to for a time: domains, or addresses. In memory, by one monotonic clock in seconds."""

from typing import Final

_PRUNE_AT: Final = 1000


class Resting:
    """Names with the time until which they rest."""

    def __init__(self) -> None:
        """Start with nobody resting."""
        self._until: dict[str, float] = {}

    def put(self, name: str, until: float, now: float) -> None:
        """Let a name rest; those whose rest is over are forgotten once there are many."""
        if len(self._until) >= _PRUNE_AT:
            self._until = {one: end for one, end in self._until.items() if end > now}
        self._until[name] = until

    def holds(self, name: str, now: float) -> bool:
        """Whether a name rests now."""
        if now >= self._until.get(name, now):
            self._until.pop(name, None)
            return False
        return True

    def names(self) -> list[str]:
        return list(self._until)
