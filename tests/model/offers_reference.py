"""Reference model of waiting lists and offers, in plain lists: one session, open to everybody."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.registration.domain import errors as e
from services.registration.domain.seats import offer_until
from tests.model.reference_parts import Refused


@dataclass
class Evening:
    """People are numbers. Every third belongs to the same organisation; every fourth has none."""

    now: datetime
    starts_at: datetime
    capacity: int | None
    order: str
    is_cancelled: bool = False
    seated: list[int] = field(default_factory=list)
    asked: dict[int, datetime] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)
    came: list[int] = field(default_factory=list)  # in the order of their latest registration
    too_late: set[int] = field(default_factory=set)

    def register(self, who: int) -> None:
        reasons = self._shut()
        if self.has(who):
            reasons.append(e.AlreadyRegistered)
        if reasons:
            raise Refused(*reasons)
        self.came = [one for one in self.came if one != who] + [who]
        self.too_late.discard(who)
        (self.seated if self._room() else self.queue).append(who)

    def withdraw(self, who: int) -> None:
        if not self.has(who):
            raise Refused(e.AlreadyWithdrawn)
        if who in self.asked and self.asked[who] <= self.now:
            self.too_late.add(who)
        self._remove(who)
        self.move_up()

    def accept(self, who: int) -> None:
        """Accept an offer, or raise `Refused`. If the offer has run out, the seat is first offered to the next person."""
        if reasons := self._shut():
            raise Refused(*reasons)
        if who in self.queue:
            raise Refused(e.NotOffered)
        if not self.has(who):
            raise Refused(e.OfferOver if who in self.too_late else e.AlreadyWithdrawn)
        if who in self.seated:
            return
        if self.asked[who] <= self.now:
            self.expire()
            raise Refused(e.OfferOver)
        del self.asked[who]
        self.seated.append(who)

    def expire(self) -> None:
        for who in [one for one, until in self.asked.items() if until <= self.now]:
            del self.asked[who]
            if self.is_cancelled:
                self.queue = [one for one in self.came if one in self.queue or one == who]
            else:
                self.too_late.add(who)
        self.move_up()

    def set_capacity(self, capacity: int | None) -> None:
        self.capacity = capacity
        self.move_up()

    def cancel(self, *, is_cancelled: bool) -> None:
        self.is_cancelled = is_cancelled
        self.move_up()

    def line(self) -> list[int]:
        """The waiting people in the order in which they would get seats."""
        left, served, line = list(self.queue), {organisation(one) for one in (*self.seated, *self.asked)}, []
        while left:
            fresh = [one for one in left if organisation(one) not in served | {None}]
            first = (fresh or left)[0] if self.order == "organisation_first" else left[0]
            line.append(first)
            left.remove(first)
            served.add(organisation(first))
        return line

    def move_up(self) -> None:
        while self.queue and self._room() and not self._shut():
            first = self.line()[0]
            self.queue.remove(first)
            until = offer_until(self.now, 24, starts=self.starts_at)
            if until is None:
                self.seated.append(first)
            else:
                self.asked[first] = until

    def has(self, who: int) -> bool:
        return who in self.seated or who in self.asked or who in self.queue

    def _room(self) -> bool:
        return self.capacity is None or len(self.seated) + len(self.asked) < self.capacity

    def _shut(self) -> list[type[Exception]]:
        over = self.starts_at + timedelta(hours=2) <= self.now
        return [e.SessionCancelled] * self.is_cancelled + [e.SessionOver] * over

    def _remove(self, who: int) -> None:
        self.asked.pop(who, None)
        for one in (self.seated, self.queue):
            if who in one:
                one.remove(who)


def organisation(who: int) -> str | None:
    return None if who % 4 == 3 else f"Skola {who % 3}"
