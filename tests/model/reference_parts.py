"""The parts of the reference model."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


class Refused(Exception):
    """Why an action changes nothing; the service may give any of these reasons."""

    def __init__(self, *reasons: type[Exception]) -> None:
        super().__init__(*reasons)
        self.reasons = set(reasons)


@dataclass
class Meeting:
    """A session: who has a seat and who waits, in order."""

    starts_at: datetime
    capacity: int | None = None
    is_cancelled: bool = False
    seated: list[int] = field(default_factory=list)
    queue: list[int] = field(default_factory=list)

    def is_over(self, now: datetime) -> bool:
        return self.starts_at + timedelta(hours=2) <= now

    def can_be_had(self, now: datetime) -> bool:
        return not self.is_cancelled and not self.is_over(now)

    def is_ahead(self, now: datetime) -> bool:
        """Whether somebody who waits can still get a seat: nobody does once it has begun."""
        return not self.is_cancelled and now < self.starts_at

    def clashes(self, other: "Meeting") -> bool:
        """Whether both run at once; each lasts two hours."""
        return abs(self.starts_at - other.starts_at) < timedelta(hours=2)

    def has(self, who: int) -> bool:
        return who in self.seated or who in self.queue


@dataclass
class Registered:
    """A registration that is not withdrawn; `known` are the sessions in which it ever had a seat or waited.

    `related` are the people, with their invitations, who had its seats before.
    """

    origin: str
    invitation: tuple[int, int] | None = None
    known: set[int] = field(default_factory=set)
    related: set[tuple[int, tuple[int, int] | None]] = field(default_factory=set)


@dataclass
class Rule:
    """Whom to invite: to which meetings (None: all, also later ones), and whether with a waiting list."""

    kind: str
    people: tuple[int, ...]
    meetings: tuple[int, ...] | None
    waiting_list: bool | None = None
