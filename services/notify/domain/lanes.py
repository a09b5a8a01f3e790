"""Who goes next: mails that are ready, by receiving domain, so that one that is slow holds up no other."""

from collections import deque
from collections.abc import Iterator
from typing import Final, Generic, Protocol, TypeVar

# A mail that has taken so long is stuck: no other to that domain is begun, and its connection is not counted.
SLOW_SECONDS: Final = 1.0


class ToDomain(Protocol):
    @property
    def domain(self) -> str: ...


Mail = TypeVar("Mail", bound=ToDomain)


class Lanes(Generic[Mail]):
    """Domains take turns; within one, first come first served. A domain not known to answer gets one at a time."""

    def __init__(self) -> None:
        """Start with nothing waiting and nobody known."""
        self._waiting: dict[str, deque[Mail]] = {}
        self._under_way: dict[str, list[float]] = {}
        self._trusted: set[str] = set()
        self._resting: dict[str, float] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, mail: Mail) -> None:
        self._count += 1
        self._waiting.setdefault(mail.domain, deque()).append(mail)

    def put_back(self, mail: Mail) -> None:
        """It was begun in vain, for no reason of its own: it goes first again."""
        self._count += 1
        self._waiting.setdefault(mail.domain, deque()).appendleft(mail)

    def begin(self, now: float, *, trusted_only: bool = False) -> Mail | None:
        """Take the next that may go; `end` must follow. `trusted_only`: to a domain that is known to answer."""
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
        lane = self._waiting.pop(domain)
        mail = lane.popleft()
        self._count -= 1
        if lane:
            self._waiting[domain] = lane  # last now: the others have their turn
        self._under_way.setdefault(domain, []).append(now)
        return mail

    def end(self, domain: str, began: float, *, answered: bool | None) -> None:
        """Note that a mail is no longer under way; `answered` None says nothing about the domain."""
        under_way = self._under_way[domain]
        under_way.remove(began)
        if not under_way:
            del self._under_way[domain]
        if answered:
            self._trusted.add(domain)
        elif answered is not None:
            self._trusted.discard(domain)

    def rest(self, domain: str, until: float) -> list[Mail]:
        """Leave a domain alone; take out all that wait for it."""
        self._resting[domain] = until
        lane = list(self._waiting.pop(domain, ()))
        self._count -= len(lane)
        return lane

    def is_resting(self, domain: str, now: float) -> bool:
        if now >= self._resting.get(domain, now):
            self._resting.pop(domain, None)
            return False
        return True

    def startable(self, now: float, *, most: int) -> int:
        """How many wait that could go now; counted no further than `most`."""
        count = 0
        for domain, lane in self._waiting.items():
            if count >= most:
                break
            if self._may_begin(domain, now):
                count += len(lane)
        return count

    def held_up(self, now: float) -> list[str]:
        """Domains of which no more are wanted for the time being."""
        known = {*self._waiting, *self._under_way, *self._resting}
        return [domain for domain in known if not self._may_begin(domain, now)]

    def stuck(self, now: float) -> int:
        """How many are under way and take too long."""
        return sum(now - began > SLOW_SECONDS for each in self._under_way.values() for began in each)

    def is_trusted(self, domain: str) -> bool:
        return domain in self._trusted

    def take_all(self) -> list[Mail]:
        """Take out all that wait."""
        self._count = 0
        return list(self._drain())

    def _drain(self) -> Iterator[Mail]:
        while self._waiting:
            yield from self._waiting.popitem()[1]

    def _may_begin(self, domain: str, now: float) -> bool:
        if self.is_resting(domain, now):
            return False
        under_way = self._under_way.get(domain)
        if not under_way:
            return True
        return domain in self._trusted and now - min(under_way) <= SLOW_SECONDS
