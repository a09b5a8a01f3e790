"""Reference model of registering, answering and moving, in plain lists, with which the services are compared.

It knows nothing of rows, locks or events. Each step either changes the model or raises `Refused` with every reason that
applies; which of them the service gives is not specified.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from services.registration.domain import errors as e
from tests.model.reference_parts import Meeting, Refused, Registered, Rule


@dataclass
class ReferenceModel:
    """One cohort. People and meetings are numbers; an invitation is (rule, person)."""

    now: datetime
    rules: list[Rule]
    meetings: list[Meeting]
    status: str = "open"
    capacity: int | None = None
    waiting_list: bool = True
    registered: dict[int, Registered] = field(default_factory=dict)
    invitations: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    answers: dict[tuple[int, int], str] = field(default_factory=dict)

    # Steps.

    def register(self, who: int, chosen: list[int] | None) -> None:
        reasons: list[type[Exception]] = []
        if self.status != "open":
            reasons.append(e.CohortNotOpen)
        wanted = self._bookable() if chosen is None else chosen
        if not wanted:
            reasons.append(e.NothingChosen)
        reasons += self._cannot_be_had(wanted) + self._clash(wanted)
        if who in self.registered:
            reasons.append(e.AlreadyRegistered)
        if not self.waiting_list and any(self._is_full(one) for one in wanted):
            reasons.append(e.SessionFull)
        self._refuse(reasons)
        self.registered[who] = Registered("form")
        for one in wanted:
            self._give(who, one, None)

    def withdraw(self, who: int, chosen: list[int] | None) -> None:
        mine = self.registered.get(who)
        if mine is None:
            raise Refused(e.AlreadyWithdrawn, e.SessionOfAnotherCohort)
        if chosen is not None and not mine.known.issuperset(chosen):
            raise Refused(e.SessionOfAnotherCohort)
        live = [n for n, one in enumerate(self.meetings) if one.has(who) and (chosen is None or n in chosen)]
        if not live:
            raise Refused(e.AlreadyWithdrawn)
        ahead = [n for n in live if not self.meetings[n].is_over(self.now)]
        for one in ahead or live:
            self._free(who, one)
        self._move_up(live)
        self._bury()

    def change_dates(self, who: int, chosen: list[int]) -> None:
        mine = self.registered.get(who)
        if mine is None:
            raise Refused(e.AlreadyWithdrawn)
        if not chosen:
            raise Refused(e.NothingChosen)
        had = [n for n, one in enumerate(self.meetings) if one.has(who)]
        added = [n for n in chosen if n not in had]
        reasons: list[type[Exception]] = []
        asked = self._asked_to(who, mine)
        if asked is not None and not set(chosen) <= asked | set(had):
            reasons.append(e.SessionOfAnotherCohort)
        if added and self.status != "open":
            reasons.append(e.CohortNotOpen)
        kept = [n for n in chosen if n in had and self.meetings[n].can_be_had(self.now)]
        self._refuse(reasons + self._cannot_be_had(added) + self._clash(added, kept))
        for one in had:
            if one not in chosen and not self.meetings[one].is_over(self.now):
                self._free(who, one)
        self._move_up(sorted({*had, *chosen}))
        says = self.rules[mine.invitation[0]].waiting_list if mine.invitation else None
        for one in added:
            self._give(who, one, says)
        self._bury()

    def invite(self, rule_number: int) -> int:
        rule = self.rules[rule_number]
        if self.status != "open":
            raise Refused(e.CohortNotOpen)
        ahead = [
            n
            for n, one in enumerate(self.meetings)
            if one.can_be_had(self.now) and (rule.meetings is None or n in rule.meetings)
        ]
        invited = 0
        for who in rule.people:
            if (rule_number, who) in self.invitations:
                continue
            before = {n for (_, person), to in self.invitations.items() if person == who for n in to}
            new = tuple(n for n in ahead if n not in before)
            if not new:
                continue
            invited += 1
            self.invitations[rule_number, who] = new
            self.answers[rule_number, who] = "queued"
            if rule.kind == "kallelse":
                self.registered.setdefault(who, Registered("kallelse", (rule_number, who)))
                for one in new:
                    if not self.meetings[one].has(who):
                        self._give(who, one, rule.waiting_list)
        return invited

    def answer(
        self, invitation: tuple[int, int], answer: str, chosen: list[int] | None, substitute: int
    ) -> None:
        rule, invited = self.rules[invitation[0]], invitation[1]
        to = self.invitations[invitation]
        reasons: list[type[Exception]] = []
        if self.status not in ({"open", "closed"} if answer == "no" else {"open"}):
            reasons.append(e.CohortNotOpen)
        left = [n for n in to if not self._is_closed(rule, n)]
        if not left:
            raise Refused(*reasons, e.AnswerTooLate)
        who = {"yes": invited, "no": None, "substitute": substitute}[answer]
        if answer == "substitute" and substitute == invited:
            reasons.append(e.SubstituteIsInvited)
        holders = [
            *([invited] if invited in self.registered else []),
            *(
                p
                for p, one in self.registered.items()
                if one.origin == "substitute" and one.invitation == invitation and p != invited
            ),
        ]
        wanted = self._wanted(to, left, holders, answer, chosen, reasons) if who is not None else []
        comes_anyway = who in self.registered and who not in holders
        if who is not None and wanted and comes_anyway and all(self.meetings[n].has(who) for n in wanted):
            reasons.append(e.AlreadyRegistered)
        self._refuse(reasons)
        self._seat_invited(invitation, who, wanted, left, holders)
        self._move_up(to)
        if who is not None:
            for one in wanted:
                if not self.meetings[one].has(who):
                    self._give(who, one, rule.waiting_list)
        self._bury()
        self.answers[invitation] = {"yes": "accepted", "no": "declined", "substitute": "substituted"}[answer]

    def set_capacity(self, meeting: int, capacity: int | None) -> None:
        self.meetings[meeting].capacity = capacity
        self._move_up([meeting])

    def set_common_capacity(self, capacity: int | None) -> None:
        self.capacity = capacity
        self._move_up(range(len(self.meetings)))

    def move(self, meeting: int, starts_at: datetime) -> None:
        self.meetings[meeting].starts_at = starts_at
        self._move_up([meeting])

    def cancel_meeting(self, meeting: int, *, is_cancelled: bool) -> None:
        self.meetings[meeting].is_cancelled = is_cancelled
        self._move_up([meeting])

    def set_status(self, status: str) -> None:
        if self.status == "cancelled" and status != "cancelled":
            raise Refused(e.CohortCancelled)
        if status == "cancelled" == self.status:
            return
        self.status = status
        if status == "cancelled":
            for one in self.meetings:
                one.is_cancelled = one.is_cancelled or not one.is_over(self.now)

    # State.

    def status_of(self, who: int) -> str:
        if any(who in one.seated for one in self.meetings):
            return "registered"
        return "waiting"

    # Helpers.

    def _bookable(self) -> list[int]:
        return [n for n, one in enumerate(self.meetings) if one.can_be_had(self.now)]

    def _cannot_be_had(self, wanted: list[int]) -> list[type[Exception]]:
        reasons: list[type[Exception]] = []
        if any(self.meetings[n].is_cancelled for n in wanted):
            reasons.append(e.SessionCancelled)
        if any(self.meetings[n].is_over(self.now) for n in wanted):
            reasons.append(e.SessionOver)
        return reasons

    def _clash(self, wanted: list[int], beside: Sequence[int] = ()) -> list[type[Exception]]:
        """`SessionsOverlap` if two of the wanted meetings overlap, or one of them and one in `beside`, else nothing."""
        pairs = [*combinations(wanted, 2), *((one, other) for one in wanted for other in beside)]
        clash = any(self.meetings[one].clashes(self.meetings[other]) for one, other in pairs)
        return [e.SessionsOverlap] if clash else []

    def _is_closed(self, rule: Rule, meeting: int) -> bool:
        one = self.meetings[meeting]
        return one.starts_at <= self.now if rule.kind == "kallelse" else one.is_over(self.now)

    def _asked_to(self, who: int, mine: Registered) -> set[int] | None:
        """The meetings that the person may choose among; None: all."""
        asked = {key for key in self.invitations if key[1] == who}
        if mine.invitation is not None:
            asked.add(mine.invitation)
        if mine.origin == "form" or any(self.rules[rule].meetings is None for rule, _ in asked):
            return None
        return {n for key in asked for n in self.invitations[key]}

    def _room(self, meeting: int) -> bool:
        one = self.meetings[meeting]
        capacity = one.capacity if one.capacity is not None else self.capacity
        return capacity is None or len(one.seated) < capacity

    def _is_full(self, meeting: int) -> bool:
        return not self._room(meeting)

    def _give(self, who: int, meeting: int, waiting_list: bool | None) -> None:  # noqa: FBT001 - a value passed on
        one = self.meetings[meeting]
        if self._room(meeting):
            one.seated.append(who)
        elif self.waiting_list if waiting_list is None else waiting_list:
            one.queue.append(who)
        else:
            raise Refused(e.SessionFull)
        self.registered[who].known.add(meeting)

    def _free(self, who: int, meeting: int) -> None:
        one = self.meetings[meeting]
        (one.seated if who in one.seated else one.queue).remove(who)

    def _wanted(  # noqa: PLR0917 - the result depends on all of them
        self,
        to: tuple[int, ...],
        left: list[int],
        holders: list[int],
        answer: str,
        chosen: list[int] | None,
        reasons: list[type[Exception]],
    ) -> list[int]:
        """The meetings that the person who comes is to have; appends the reasons against it to `reasons`."""
        if chosen is None:
            held = [n for n in left if any(self.meetings[n].has(p) for p in holders)]
            theirs = held if answer == "substitute" else []
            wanted = theirs or [n for n in left if not self.meetings[n].is_cancelled]
            reasons += [] if theirs else self._clash(wanted)
        else:
            if not set(chosen) <= set(to):
                reasons.append(e.SessionOfAnotherCohort)
            wanted = [n for n in left if n in chosen]
            if any(self.meetings[n].is_cancelled for n in wanted):
                reasons.append(e.SessionCancelled)
            reasons += self._clash(wanted)
        if not wanted:
            reasons.append(e.NothingChosen)
        return wanted

    def _seat_invited(
        self,
        invitation: tuple[int, int],
        who: int | None,
        wanted: list[int],
        left: list[int],
        holders: list[int],
    ) -> None:
        """Hand over the holders' places in the wanted meetings to the person who comes; free all their others."""
        if who is not None and who not in self.registered:
            origin = "answer" if who == invitation[1] else "substitute"
            self.registered[who] = Registered(origin, invitation)
        for n in left:
            one = self.meetings[n]
            if who in holders and n not in wanted and one.has(who):
                self._free(who, n)
            for holder in holders:
                if holder == who or not one.has(holder):
                    continue
                if n in wanted and who is not None and not one.has(who):
                    line = one.seated if holder in one.seated else one.queue
                    line[line.index(holder)] = who
                    self.registered[who].known.add(n)
                else:
                    self._free(holder, n)

    def _move_up(self, meetings: Iterable[int]) -> None:
        if self.status not in {"open", "closed"}:
            return
        for n in meetings:
            one = self.meetings[n]
            while one.queue and one.can_be_had(self.now) and self._room(n):
                one.seated.append(one.queue.pop(0))

    def _bury(self) -> None:
        """Remove the registrations that have no place left."""
        self.registered = {
            who: one
            for who, one in self.registered.items()
            if any(meeting.has(who) for meeting in self.meetings)
        }

    @staticmethod
    def _refuse(reasons: list[type[Exception]]) -> None:
        if reasons:
            raise Refused(*reasons)
