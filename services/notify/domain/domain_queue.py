"""A queue of ready mails by receiving domain, so that a slow domain does not delay the others."""

from collections import deque
from collections.abc import Iterator
from typing import Final, Generic, Protocol, TypeVar

# A mail in flight for longer counts as slow: no other to its domain is begun, and a spare connection may open.
SLOW_SECONDS: Final = 1.0


class HasDomain(Protocol):
    @property
    def domain(self) -> str: ...


QueuedMail = TypeVar("QueuedMail", bound=HasDomain)


class DomainQueue(Generic[QueuedMail]):
    """Serves the domains in turn and the mails of each domain in order.

    A domain is trusted once it has answered. Any other has at most one mail in flight. Times are of one monotonic
    clock, in seconds. `len()` is the number of waiting mails.
    """

    def __init__(self) -> None:
        """Start empty, with no trusted domain."""
        self._waiting: dict[str, deque[QueuedMail]] = {}
        self._in_flight: dict[str, list[float]] = {}
        self._trusted: set[str] = set()
        self._resting: dict[str, float] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, mail: QueuedMail) -> None:
        self._count += 1
        self._waiting.setdefault(mail.domain, deque()).append(mail)

    def put_back(self, mail: QueuedMail) -> None:
        """Put a mail that was begun but not tried first in the queue of its domain."""
        self._count += 1
        self._waiting.setdefault(mail.domain, deque()).appendleft(mail)

    def begin(self, now: float, *, trusted_only: bool = False) -> QueuedMail | None:
        """Take out the next mail that may start, or None; `end` must follow. `trusted_only`: to a trusted domain."""
        domain = next(
            (
                domain
                for domain in self._waiting
                if self._may_begin(domain, now) and (domain in self._trusted or not trusted_only)
            ),
            None,
        )
        if domain is None:
            return None
        queue = self._waiting.pop(domain)
        mail = queue.popleft()
        self._count -= 1
        if queue:
            self._waiting[domain] = queue  # the domain goes to the end of the line
        self._in_flight.setdefault(domain, []).append(now)
        return mail

    def end(self, domain: str, began: float, *, answered: bool | None) -> None:
        """Note that a mail is no longer in flight. `answered` sets whether the domain is trusted; None keeps it."""
        in_flight = self._in_flight[domain]
        in_flight.remove(began)
        if not in_flight:
            del self._in_flight[domain]
        if answered:
            self._trusted.add(domain)
        elif answered is not None:
            self._trusted.discard(domain)

    def rest(self, domain: str, until: float) -> list[QueuedMail]:
        """Start no mail to this domain before `until`; take out and return those that wait for it."""
        self._resting[domain] = until
        queue = list(self._waiting.pop(domain, ()))
        self._count -= len(queue)
        return queue

    def is_resting(self, domain: str, now: float) -> bool:
        if now >= self._resting.get(domain, now):
            self._resting.pop(domain, None)
            return False
        return True

    def count_startable(self, now: float, *, most: int) -> int:
        """Count the waiting mails whose domain may start one now; stops counting once `most` is reached."""
        count = 0
        for domain, queue in self._waiting.items():
            if count >= most:
                break
            if self._may_begin(domain, now):
                count += len(queue)
        return count

    def blocked_domains(self, now: float) -> list[str]:
        """Return the domains to which no mail may start now."""
        known = {*self._waiting, *self._in_flight, *self._resting}
        return [domain for domain in known if not self._may_begin(domain, now)]

    def count_slow(self, now: float) -> int:
        """Count the mails in flight for longer than `SLOW_SECONDS`."""
        return sum(now - began > SLOW_SECONDS for each in self._in_flight.values() for began in each)

    def is_trusted(self, domain: str) -> bool:
        return domain in self._trusted

    def take_all(self) -> list[QueuedMail]:
        """Take out and return every waiting mail."""
        self._count = 0
        return list(self._drain())

    def _drain(self) -> Iterator[QueuedMail]:
        while self._waiting:
            yield from self._waiting.popitem()[1]

    def _may_begin(self, domain: str, now: float) -> bool:
        if self.is_resting(domain, now):
            return False
        in_flight = self._in_flight.get(domain)
        if not in_flight:
            return True
        return domain in self._trusted and now - min(in_flight) <= SLOW_SECONDS
