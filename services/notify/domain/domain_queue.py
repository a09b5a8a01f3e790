"""A queue of ready mails by urgency, tenant and receiving domain, so that none of them delays the others."""

from collections import Counter, deque
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar
from uuid import UUID

from services.notify.domain.pacing import Pace
from services.notify.domain.resting import Resting
from services.notify.domain.urgency import Line, Urgency

# A mail in flight for longer counts as slow: no other to its domain is begun, and a spare connection may open.
SLOW_SECONDS: Final = 1.0
# So many mails that answer an act are begun in a row while others wait.
_ACTS_IN_A_ROW: Final = 3
# So many mails that wait for one pace are kept at hand.
_PACED_AT_HAND: Final = 20
# So many addresses of a domain that are refused for now, with none accepted between them, make the domain rest.
_SEVERAL: Final = 3


class Queueable(Protocol):
    """`recipient` is the address, `line` the tenant and the urgency."""

    @property
    def domain(self) -> str: ...

    @property
    def recipient(self) -> str: ...

    @property
    def line(self) -> Line: ...


QueuedMail = TypeVar("QueuedMail", bound=Queueable)


class DomainQueue(Generic[QueuedMail]):
    """Mails that answer an act go first, three of four; then tenants take turns, each with its most urgent mails.

    Within a line the domains take turns, and the mails of each domain keep their order. A recipient gets one mail at a
    time, so that mails arrive in the order in which they were planned. A domain is trusted once it has answered; any
    other has at most one mail in flight. Times are of one monotonic clock, in seconds. `len()` is the number of
    waiting mails.
    """

    def __init__(self, *, to_domain: Pace[str] | None = None, of_tenant: Pace[UUID] | None = None) -> None:
        """Start empty, with no trusted domain. What does not answer an act waits for the pace of its domain and its tenant."""
        self._to_domain = to_domain or Pace(0)
        self._of_tenant = of_tenant or Pace(0)
        # In the order in which the lines, and the domains of each, have their turn.
        self._waiting: dict[Line, dict[str, deque[QueuedMail]]] = {}
        self._in_flight: dict[str, list[float]] = {}
        self._recipients_in_flight: set[str] = set()
        self._trusted: set[str] = set()
        self._failing: dict[str, set[str]] = {}
        self._resting_domains = Resting()
        self._resting_recipients = Resting()
        self._count = 0
        self._acts = 0

    def __len__(self) -> int:
        return self._count

    def add(self, mail: QueuedMail) -> None:
        self._count += 1
        self._waiting.setdefault(mail.line, {}).setdefault(mail.domain, deque()).append(mail)

    def put_back(self, mail: QueuedMail) -> None:
        """Put a mail that was begun but not tried first in the queue of its domain."""
        self._count += 1
        self._waiting.setdefault(mail.line, {}).setdefault(mail.domain, deque()).appendleft(mail)

    def begin(self, now: float, *, trusted_only: bool = False) -> QueuedMail | None:
        """Take out the next mail that may start, or None; `end` must follow. `trusted_only`: to a trusted domain."""
        for line in self._in_turn():
            mail = self._take(line, now, trusted_only=trusted_only)
            if mail is not None:
                self._acts = self._acts + 1 if line.urgency == Urgency.ACT else 0
                self._count -= 1
                self._to_domain.begun(mail.domain, now)
                self._of_tenant.begun(line.organiser_id, now)
                self._in_flight.setdefault(mail.domain, []).append(now)
                self._recipients_in_flight.add(mail.recipient)
                return mail
        return None

    def _in_turn(self) -> list[Line]:
        """Return the lines in the order in which they may begin a mail."""
        acts = [line for line in self._waiting if line.urgency == Urgency.ACT]
        others = [line for line in self._waiting if line.urgency != Urgency.ACT]
        if len(others) > 1:
            turns: dict[UUID, int] = {}
            for turn, line in enumerate(others):
                turns.setdefault(line.organiser_id, turn)
            others.sort(key=lambda line: (turns[line.organiser_id], line.urgency))
        return others + acts if self._acts >= _ACTS_IN_A_ROW else acts + others

    def _take(self, line: Line, now: float, *, trusted_only: bool) -> QueuedMail | None:
        """Take out the first mail of a line that may start; its domain and its tenant go to the end of their lines."""
        if not self.is_on_pace(line, now):
            return None
        domains = self._waiting[line]
        for domain, queue in domains.items():
            if not self._may_take(line, domain, now) or (trusted_only and domain not in self._trusted):
                continue
            for place, mail in enumerate(queue):
                if mail.recipient not in self._recipients_in_flight:
                    del queue[place]
                    del domains[domain]
                    if queue:
                        domains[domain] = queue
                    self._move_to_end(line)
                    return mail
        return None

    def _move_to_end(self, line: Line) -> None:
        """Give every other tenant a turn before the tenant of this line: for acts, or for all other mails."""
        is_act = line.urgency == Urgency.ACT
        for one in list(self._waiting):
            if one.organiser_id == line.organiser_id and (one.urgency == Urgency.ACT) == is_act:
                domains = self._waiting.pop(one)
                if domains:
                    self._waiting[one] = domains

    def end(self, mail: QueuedMail, began: float, *, answered: bool | None) -> None:
        """Note that a mail is no longer in flight. `answered` sets whether its domain is trusted; None keeps it."""
        in_flight = self._in_flight[mail.domain]
        in_flight.remove(began)
        if not in_flight:
            del self._in_flight[mail.domain]
        self._recipients_in_flight.discard(mail.recipient)
        if answered:
            self._trusted.add(mail.domain)
            self._failing.pop(mail.domain, None)
        elif answered is not None:
            self._trusted.discard(mail.domain)

    def note_refused_for_now(self, mail: QueuedMail) -> bool:
        """Note that an address was refused for now; return whether so many were that the domain should rest."""
        failing = self._failing.setdefault(mail.domain, set())
        failing.add(mail.recipient)
        if len(failing) < _SEVERAL:
            return False
        del self._failing[mail.domain]
        return True

    def rest_domain(self, domain: str, until: float, now: float) -> list[QueuedMail]:
        """Start no mail to this domain before `until`; take out and return those that wait for it."""
        self._resting_domains.put(domain, until, now)
        return self.take_out(lambda mail: mail.domain == domain)

    def rest_recipient(self, recipient: str, until: float, now: float) -> list[QueuedMail]:
        """Start no mail to this address before `until`; take out and return those that wait for it."""
        self._resting_recipients.put(recipient, until, now)
        return self.take_out(lambda mail: mail.recipient == recipient)

    def is_resting(self, mail: QueuedMail, now: float) -> bool:
        return self._resting_domains.holds(mail.domain, now) or self._resting_recipients.holds(
            mail.recipient, now
        )

    def count_startable(self, now: float, *, most: int) -> int:
        """Count the waiting mails whose domain may start one now; stops counting once `most` is reached."""
        count = 0
        for line, domains in self._waiting.items():
            for domain, queue in domains.items():
                if count >= most:
                    return count
                if self._may_take(line, domain, now):
                    count += len(queue)
        return count

    def count_by_line(self, now: float) -> Counter[Line]:
        """Count the waiting mails of each line whose domain may start one now."""
        return Counter(
            {
                line: sum(
                    len(queue) for domain, queue in domains.items() if self._may_take(line, domain, now)
                )
                for line, domains in self._waiting.items()
            }
        )

    def blocked_domains(self, now: float) -> list[str]:
        """Return the domains to which no mail may start now."""
        waiting = {domain for domains in self._waiting.values() for domain in domains}
        known = {*waiting, *self._in_flight, *self._resting_domains.names()}
        return [domain for domain in known if not self._may_begin(domain, now)]

    def paced_domains(self, now: float) -> list[str]:
        """Return the domains to which only what answers an act may start now."""
        return self._to_domain.waiting(now)

    def wait_for_pace(self, mail: QueuedMail, now: float) -> float | None:
        """Return in how many seconds the mail has its turn, where enough others wait at hand for the same pace; else None.

        Mails that wait for a pace must not fill the queue: the others would find no room.
        """
        if mail.line.urgency == Urgency.ACT:
            return None
        others = [(line, domains) for line, domains in self._waiting.items() if line.urgency != Urgency.ACT]
        to_domain = sum(len(domains.get(mail.domain, ())) for _, domains in others)
        of_tenant = sum(
            len(queue)
            for line, domains in others
            if line.organiser_id == mail.line.organiser_id
            for queue in domains.values()
        )
        waits = [
            self._to_domain.wait_after(to_domain, mail.domain, now) if to_domain >= _PACED_AT_HAND else None,
            self._of_tenant.wait_after(of_tenant, mail.line.organiser_id, now)
            if of_tenant >= _PACED_AT_HAND
            else None,
        ]
        return max((wait for wait in waits if wait is not None), default=None)

    def is_on_pace(self, line: Line, now: float) -> bool:
        """Whether the tenant may begin another mail of this urgency."""
        return line.urgency == Urgency.ACT or self._of_tenant.may_begin(line.organiser_id, now)

    def count_slow(self, now: float) -> int:
        """Count the mails in flight for longer than `SLOW_SECONDS`."""
        return sum(now - began > SLOW_SECONDS for each in self._in_flight.values() for began in each)

    def is_trusted(self, domain: str) -> bool:
        return domain in self._trusted

    def take_all(self) -> list[QueuedMail]:
        """Take out and return every waiting mail."""
        return self.take_out(lambda _: True)

    def take_out(self, belongs: Callable[[QueuedMail], bool]) -> list[QueuedMail]:
        """Take out and return the waiting mails that belong, in the order of their lines."""
        taken: list[QueuedMail] = []
        kept: dict[Line, dict[str, deque[QueuedMail]]] = {}
        for line, domains in self._waiting.items():
            for domain, queue in domains.items():
                taken.extend(mail for mail in queue if belongs(mail))
                if left := deque(mail for mail in queue if not belongs(mail)):
                    kept.setdefault(line, {})[domain] = left
        self._waiting = kept
        self._count -= len(taken)
        return taken

    def _may_take(self, line: Line, domain: str, now: float) -> bool:
        if line.urgency != Urgency.ACT and not self._to_domain.may_begin(domain, now):
            return False
        return self._may_begin(domain, now)

    def _may_begin(self, domain: str, now: float) -> bool:
        if self._resting_domains.holds(domain, now):
            return False
        in_flight = self._in_flight.get(domain)
        if not in_flight:
            return True
        return domain in self._trusted and now - min(in_flight) <= SLOW_SECONDS
