"""What the reference model says of invitations: they follow the seats of the people whom an action has touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from shared import times
from tests.model.reference_parts import Meeting, Registered, Rule

Key = tuple[int, int]
CALLED = {"queued", "sent", "bounced"}


@dataclass
class InvitationsModel:
    """Invitations by (rule, person), and who had each seat before its holder."""

    now: datetime
    rules: list[Rule]
    meetings: list[Meeting]
    registered: dict[int, Registered] = field(default_factory=dict)
    invitations: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    answers: dict[Key, str] = field(default_factory=dict)
    came_from: dict[Key, tuple[int, ...]] = field(default_factory=dict)  # by (meeting, person)

    @contextmanager
    def invitations_follow(self, *, answering: Key | None = None) -> Iterator[None]:
        """Let invitations follow whatever is done to seats inside; the one that is `answering` is set by the action."""
        seats, before = self._seats(), dict(self.registered)
        yield
        touched = {who for who, _, _ in self._seats() ^ seats}
        concerned = set()
        for who in touched:
            registrations = [r for r in (before.get(who), self.registered.get(who)) if r is not None]
            related = {(who, r.invitation) for r in registrations}
            related = related.union(*(r.related for r in registrations))
            for person, invitation in related:
                concerned |= {key for key in self.invitations if key[1] == person}
                concerned |= {invitation} if invitation is not None else set()
        for key in concerned - {answering}:
            self.answers[key] = self._status_by_seats(key, "sent" if answering else "declined")

    def hand_over(self, meeting: int, holder: int, who: int) -> None:
        """Note from whom a seat comes."""
        self.came_from[meeting, who] = (*self.came_from.get((meeting, holder), ()), holder)
        giver = self.registered[holder]
        self.registered[who].related |= giver.related | {(holder, giver.invitation)}

    def places_of(self, who: int) -> dict[int, bool]:
        """The meetings in which a person has a place (True), or somebody has it from them (False)."""
        handed_on = {n: False for (n, _), givers in self.came_from.items() if who in givers}
        return handed_on | {n: True for n, meeting in enumerate(self.meetings) if meeting.has(who)}

    def asked_with_places(self, rule: Rule, who: int, new: tuple[int, ...]) -> tuple[tuple[int, ...], str]:
        """What an invitation to these meetings is about, and its status, for somebody who may have places already."""
        places = self.places_of(who)
        if rule.kind == "kallelse":
            return new, "accepted" if True in places.values() else "queued"
        lacking = tuple(n for n in new if n not in places)
        if lacking:
            return lacking, "queued"
        return new, "accepted" if any(places[n] for n in new) else "substituted"

    def _seats(self) -> set[tuple[int, int, bool]]:
        return {
            (who, n, who in meeting.seated)
            for n, meeting in enumerate(self.meetings)
            for who in (*meeting.seated, *meeting.queue)
        }

    def _status_by_seats(self, key: Key, without_seats: str) -> str:
        rule, invited = self.rules[key[0]], key[1]
        scope = self.invitations[key] if rule.meetings is not None else range(len(self.meetings))
        own = [n for n in scope if self.meetings[n].has(invited)]
        given = [
            n for n in scope if any(self._stands_in(key, n, who) for who, m, _ in self._seats() if m == n)
        ]
        status = self.answers[key]
        was_called = rule.kind == "kallelse" and status in CALLED
        if self._ahead(own):
            return status if was_called else "accepted"
        if self._ahead(given):
            return "substituted"
        if given:
            return status
        if own:
            return "accepted" if status == "substituted" else status
        if status == "substituted":
            return "sent"
        return without_seats if was_called or status == "accepted" else status

    def _stands_in(self, key: Key, meeting: int, who: int) -> bool:
        if who == key[1]:
            return False
        registration = self.registered[who]
        by_invitation = registration.origin == "substitute" and registration.invitation == key
        return by_invitation or key[1] in self.came_from.get((meeting, who), ())

    def _ahead(self, meetings: list[int]) -> bool:
        today = times.local(self.now).date()
        return any(
            not self.meetings[n].is_cancelled and times.local(self.meetings[n].starts_at).date() >= today
            for n in meetings
        )
