"""Reference model of waiting, offers and answers, in plain lists: one session that anybody may register for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.registration.domain import errors as e
from services.registration.domain.seats import offer_until
from tests.model.reference_parts import Refused


@dataclass
class OffersReference:
    """One session. People are numbers; every third is from the same organisation, every fourth names none."""

    now: datetime
    starts_at: datetime
    capacity: int | None
    order: str
    is_cancelled: bool = False
    seated: list[int] = field(default_factory=list)
    offered: dict[int, datetime] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)
    arrivals: list[int] = field(default_factory=list)  # in the order of their latest registration
    too_late: set[int] = field(default_factory=set)

    def register(self, who: int) -> None:
        reasons = self._reasons_closed()
        if self.has(who):
            reasons.append(e.AlreadyRegistered)
        if reasons:
            raise Refused(*reasons)
        self.arrivals = [person for person in self.arrivals if person != who] + [who]
        self.too_late.discard(who)
        (self.seated if self._has_room() else self.queue).append(who)

    def withdraw(self, who: int) -> None:
        if not self.has(who):
            raise Refused(e.AlreadyWithdrawn)
        if who in self.offered and self.offered[who] <= self.now:
            self.too_late.add(who)
        self._remove(who)
        self.promote_waiting()

    def accept(self, who: int) -> None:
        """Raise if it is too late; the seat is then offered to the next person all the same."""
        if reasons := self._reasons_closed():
            raise Refused(*reasons)
        if who in self.queue:
            raise Refused(e.NotOffered)
        if not self.has(who):
            raise Refused(e.OfferOver if who in self.too_late else e.AlreadyWithdrawn)
        if who in self.seated:
            return
        if self.offered[who] <= self.now:
            self.expire()
            raise Refused(e.OfferOver)
        del self.offered[who]
        self.seated.append(who)

    def expire(self) -> None:
        for who in [person for person, until in self.offered.items() if until <= self.now]:
            del self.offered[who]
            if self.is_cancelled:
                self.queue = [person for person in self.arrivals if person in self.queue or person == who]
            else:
                self.too_late.add(who)
        self.promote_waiting()

    def set_capacity(self, capacity: int | None) -> None:
        self.capacity = capacity
        self.promote_waiting()

    def cancel(self, *, is_cancelled: bool) -> None:
        """Cancel, or take place after all: then each offer starts again, because nobody could answer meanwhile."""
        is_reinstated = self.is_cancelled and not is_cancelled
        self.is_cancelled = is_cancelled
        if is_reinstated and not self._reasons_closed():
            for who in list(self.offered):
                self._offer(who)
        self.promote_waiting()

    def _offer(self, who: int) -> None:
        """Hold a seat for the person, or give it at once where no time is left before the start."""
        self.offered.pop(who, None)
        until = offer_until(self.now, 24, starts=self.starts_at)
        if until is None:
            self.seated.append(who)
        else:
            self.offered[who] = until

    def in_line(self) -> list[int]:
        """The order in which those who wait are promoted, one at a time."""
        remaining, served, ordered = (
            list(self.queue),
            {organisation(person) for person in (*self.seated, *self.offered)},
            [],
        )
        while remaining:
            from_new_organisations = [
                person for person in remaining if organisation(person) not in served | {None}
            ]
            first = (
                (from_new_organisations or remaining)[0]
                if self.order == "organisation_first"
                else remaining[0]
            )
            ordered.append(first)
            remaining.remove(first)
            served.add(organisation(first))
        return ordered

    def promote_waiting(self) -> None:
        while self.queue and self._has_room() and not self.is_cancelled and self.now < self.starts_at:
            first = self.in_line()[0]
            self.queue.remove(first)
            self._offer(first)

    def has(self, who: int) -> bool:
        return who in self.seated or who in self.offered or who in self.queue

    def _has_room(self) -> bool:
        return self.capacity is None or len(self.seated) + len(self.offered) < self.capacity

    def _reasons_closed(self) -> list[type[Exception]]:
        over = self.starts_at + timedelta(hours=2) <= self.now
        return [e.SessionCancelled] * self.is_cancelled + [e.SessionOver] * over

    def _remove(self, who: int) -> None:
        self.offered.pop(who, None)
        for people in (self.seated, self.queue):
            if who in people:
                people.remove(who)


def organisation(who: int) -> str | None:
    return None if who % 4 == 3 else f"Skola {who % 3}"
