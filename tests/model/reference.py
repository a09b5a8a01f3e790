"""Reference model of registering, answering and moving, in plain lists; the services are compared with it.

It knows nothing of rows, locks or events. Each action either changes the model or raises `Refused` with every reason
against it; the model does not decide which of the reasons a person is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from services.registration.domain import errors as e
from tests.model.reference_invitations import InvitationsModel
from tests.model.reference_parts import Meeting, Refused, Registered


@dataclass
class ReferenceModel(InvitationsModel):
    """One cohort. People and meetings are numbers; an invitation is (rule, person)."""

    status: str = "open"
    capacity: int | None = None
    waiting_list: bool = True

    # Actions.

    def register(self, who: int, chosen: list[int] | None) -> None:
        reasons: list[type[Exception]] = []
        if self.status != "open":
            reasons.append(e.CohortNotOpen)
        requested = self._bookable() if chosen is None else chosen
        if not requested:
            reasons.append(e.NothingChosen)
        reasons += self._cannot_be_had(requested) + self._clash(requested)
        if who in self.registered:
            reasons.append(e.AlreadyRegistered)
        if not self.waiting_list and any(self._is_full(meeting) for meeting in requested):
            reasons.append(e.SessionFull)
        self._refuse(reasons)
        with self.invitations_follow():
            self.registered[who] = Registered("form")
            for meeting in requested:
                self._give(who, meeting, None)

    def withdraw(self, who: int, chosen: list[int] | None) -> None:
        registration = self.registered.get(who)
        if registration is None:
            raise Refused(e.AlreadyWithdrawn, e.SessionOfAnotherCohort)
        if chosen is not None and not registration.known.issuperset(chosen):
            raise Refused(e.SessionOfAnotherCohort)
        live = [
            n
            for n, meeting in enumerate(self.meetings)
            if meeting.has(who) and (chosen is None or n in chosen)
        ]
        if not live:
            raise Refused(e.AlreadyWithdrawn)
        ahead = [n for n in live if not self.meetings[n].is_over(self.now)]
        with self.invitations_follow():
            for meeting in ahead or live:
                self._free(who, meeting)
            self._promote_waiting(live)
            self._remove_registrations_without_seats()

    def change_dates(self, who: int, chosen: list[int]) -> None:
        registration = self.registered.get(who)
        if registration is None:
            raise Refused(e.AlreadyWithdrawn)
        if not chosen:
            raise Refused(e.NothingChosen)
        had = [n for n, meeting in enumerate(self.meetings) if meeting.has(who)]
        added = [n for n in chosen if n not in had]
        reasons: list[type[Exception]] = []
        selectable = self._selectable_meetings(who, registration)
        if selectable is not None and not set(chosen) <= selectable | set(had):
            reasons.append(e.SessionOfAnotherCohort)
        if added and self.status != "open":
            reasons.append(e.CohortNotOpen)
        kept = [n for n in chosen if n in had and self.meetings[n].can_be_had(self.now)]
        self._refuse(reasons + self._cannot_be_had(added) + self._clash(added, kept))
        rule_waiting_list = (
            self.rules[registration.invitation[0]].waiting_list if registration.invitation else None
        )
        with self.invitations_follow():
            for number in had:
                if number not in chosen and not self.meetings[number].is_over(self.now):
                    self._free(who, number)
            self._promote_waiting(sorted({*had, *chosen}))
            for number in added:
                self._give(who, number, rule_waiting_list)
            self._remove_registrations_without_seats()

    def invite(self, rule_number: int) -> int:
        rule = self.rules[rule_number]
        if self.status != "open":
            raise Refused(e.CohortNotOpen)
        ahead = [
            n
            for n, meeting in enumerate(self.meetings)
            if meeting.can_be_had(self.now) and (rule.meetings is None or n in rule.meetings)
        ]
        invited = 0
        for who in rule.people:
            if (rule_number, who) in self.invitations:
                continue
            before = {n for (_, person), to in self.invitations.items() if person == who for n in to}
            new = tuple(n for n in ahead if n not in before)
            if not new:
                continue
            asked, status = self.asked_with_places(rule, who, new)
            gives = rule.kind == "kallelse" and any(not self.meetings[n].has(who) for n in new)
            invited += status == "queued" or gives
            self.invitations[rule_number, who] = asked
            self.answers[rule_number, who] = status
            if rule.kind == "kallelse":
                self.registered.setdefault(who, Registered("kallelse", (rule_number, who)))
                for number in new:
                    if not self.meetings[number].has(who):
                        self._give(who, number, rule.waiting_list)
        return invited + self._ask_answered(rule_number, ahead)

    def _ask_answered(self, rule_number: int, ahead: list[int]) -> int:
        """Ask those who answered an invitation of the rule about the meetings that they are not invited to yet."""
        if self.rules[rule_number].kind != "inbjudan":
            return 0
        asked = 0
        for (rule, who), to in list(self.invitations.items()):
            known = {
                n for (_, person), meetings in self.invitations.items() if person == who for n in meetings
            }
            places = self.places_of(who)
            new = tuple(n for n in ahead if n not in known and n not in places)
            if rule == rule_number and new and self.answers[rule, who] in {"accepted", "declined"}:
                self.invitations[rule, who] = to + new
                asked += 1
        return asked

    def add_meeting(self, meeting: Meeting) -> None:
        if self.status == "cancelled":
            raise Refused(e.CohortCancelled)
        self.meetings.append(meeting)
        self._add_to_open_invitations(len(self.meetings) - 1, could_be_had=False)

    def _add_to_open_invitations(self, number: int, *, could_be_had: bool) -> None:
        """Add a meeting that can be had now, and could not before, to the unanswered invitations to all meetings."""
        if could_be_had or not self.meetings[number].can_be_had(self.now):
            return
        meeting = self.meetings[number]
        given = {
            one for who in (*meeting.seated, *meeting.queue) for one in self.came_from.get((number, who), ())
        }
        for (rule, who), to in self.invitations.items():
            covers_all = self.rules[rule].meetings is None and self.rules[rule].kind != "kallelse"
            if meeting.has(who) or who in given:
                continue  # not asked about what they have, or have given away
            if covers_all and self.answers[rule, who] == "queued" and number not in to:
                self.invitations[rule, who] = (*to, number)

    def answer(
        self, invitation: tuple[int, int], answer: str, chosen: list[int] | None, substitute: int
    ) -> None:
        rule, invited = self.rules[invitation[0]], invitation[1]
        to = self.invitations[invitation]
        reasons: list[type[Exception]] = []
        if self.status not in ({"open", "closed"} if answer == "no" else {"open"}):
            reasons.append(e.CohortNotOpen)
        left = [n for n in to if not self._is_closed(n)]
        if not left:
            raise Refused(*reasons, e.AnswerTooLate)
        who = {"yes": invited, "no": None, "substitute": substitute}[answer]
        if answer == "substitute" and substitute == invited:
            reasons.append(e.SubstituteIsInvited)
        holders = [
            *([invited] if invited in self.registered else []),
            *(
                person
                for person, registration in self.registered.items()
                if registration.origin == "substitute"
                and registration.invitation == invitation
                and person != invited
            ),
        ]
        requested = (
            self._requested_meetings(to, left, holders, answer, chosen, reasons) if who is not None else []
        )
        comes_anyway = who in self.registered and who not in holders
        if (
            who is not None
            and requested
            and comes_anyway
            and not any(self._would_gain(who, n, holders) for n in requested)
        ):
            reasons.append(e.AlreadyRegistered)
        self._refuse(reasons)
        with self.invitations_follow(answering=invitation):
            self._seat_invited(invitation, who, requested, left, holders)
            self._promote_waiting(to)
            if who is not None:
                for number in requested:
                    if not self.meetings[number].has(who):
                        self._give(who, number, rule.waiting_list)
            self._remove_registrations_without_seats()
        self.answers[invitation] = {"yes": "accepted", "no": "declined", "substitute": "substituted"}[answer]

    def set_capacity(self, meeting: int, capacity: int | None) -> None:
        self.meetings[meeting].capacity = capacity
        with self.invitations_follow():
            self._promote_waiting([meeting])

    def set_common_capacity(self, capacity: int | None) -> None:
        self.capacity = capacity
        with self.invitations_follow():
            self._promote_waiting(range(len(self.meetings)))

    def move(self, meeting: int, starts_at: datetime) -> None:
        could_be_had = self.meetings[meeting].can_be_had(self.now)
        self.meetings[meeting].starts_at = starts_at
        self._add_to_open_invitations(meeting, could_be_had=could_be_had)
        with self.invitations_follow():
            self._promote_waiting([meeting])

    def cancel_meeting(self, meeting: int, *, is_cancelled: bool) -> None:
        if self.status == "cancelled" and self.meetings[meeting].is_cancelled and not is_cancelled:
            raise Refused(e.CohortCancelled)
        could_be_had = self.meetings[meeting].can_be_had(self.now)
        self.meetings[meeting].is_cancelled = is_cancelled
        self._add_to_open_invitations(meeting, could_be_had=could_be_had)
        with self.invitations_follow():
            self._promote_waiting([meeting])

    def set_status(self, status: str) -> None:
        if self.status == "cancelled" and status != "cancelled":
            raise Refused(e.CohortCancelled)
        if status == "cancelled" == self.status:
            return
        self.status = status
        if status == "cancelled":
            for meeting in self.meetings:
                meeting.is_cancelled = meeting.is_cancelled or not meeting.is_over(self.now)

    # State.

    def status_of(self, who: int) -> str:
        if any(who in meeting.seated for meeting in self.meetings):
            return "registered"
        return "waiting"

    # Helpers.

    def _bookable(self) -> list[int]:
        return [n for n, meeting in enumerate(self.meetings) if meeting.can_be_had(self.now)]

    def _cannot_be_had(self, requested: list[int]) -> list[type[Exception]]:
        reasons: list[type[Exception]] = []
        if any(self.meetings[n].is_cancelled for n in requested):
            reasons.append(e.SessionCancelled)
        if any(self.meetings[n].is_over(self.now) for n in requested):
            reasons.append(e.SessionOver)
        return reasons

    def _clash(self, requested: list[int], beside: Sequence[int] = ()) -> list[type[Exception]]:
        """Whether two requested meetings overlap, or a requested one and one that is kept."""
        pairs = [*combinations(requested, 2), *((one, other) for one in requested for other in beside)]
        clash = any(self.meetings[one].clashes(self.meetings[other]) for one, other in pairs)
        return [e.SessionsOverlap] if clash else []

    def _is_closed(self, meeting: int) -> bool:
        return self.meetings[meeting].is_over(self.now)

    def _selectable_meetings(self, who: int, registration: Registered) -> set[int] | None:
        """The meetings that a person may choose among; None: all."""
        invitation_keys = {key for key in self.invitations if key[1] == who}
        if registration.invitation is not None:
            invitation_keys.add(registration.invitation)
        if registration.origin == "form" or any(
            self.rules[rule].meetings is None for rule, _ in invitation_keys
        ):
            return None
        return {n for key in invitation_keys for n in self.invitations[key]}

    def _has_room(self, meeting: int) -> bool:
        session = self.meetings[meeting]
        capacity = session.capacity if session.capacity is not None else self.capacity
        return capacity is None or len(session.seated) < capacity

    def _is_full(self, meeting: int) -> bool:
        return not self._has_room(meeting)

    def _give(self, who: int, meeting: int, waiting_list: bool | None) -> None:  # noqa: FBT001 - a value passed on
        session = self.meetings[meeting]
        if self._has_room(meeting):
            session.seated.append(who)
        elif self.waiting_list if waiting_list is None else waiting_list:
            session.queue.append(who)
        else:
            raise Refused(e.SessionFull)
        self.registered[who].known.add(meeting)

    def _free(self, who: int, meeting: int) -> None:
        session = self.meetings[meeting]
        (session.seated if who in session.seated else session.queue).remove(who)
        self.came_from.pop((meeting, who), None)

    def _requested_meetings(  # noqa: PLR0917 - all that decides
        self,
        to: tuple[int, ...],
        left: list[int],
        holders: list[int],
        answer: str,
        chosen: list[int] | None,
        reasons: list[type[Exception]],
    ) -> list[int]:
        """The meetings in which the receiver is to have seats; adds to the reasons what prevents it."""
        if chosen is None:
            held_by_holders = [n for n in left if any(self.meetings[n].has(p) for p in holders)]
            taken_over = held_by_holders if answer == "substitute" else []
            requested = taken_over or [n for n in left if not self.meetings[n].is_cancelled]
            reasons += [] if taken_over else self._clash(requested)
        else:
            if not set(chosen) <= set(to):
                reasons.append(e.SessionOfAnotherCohort)
            requested = [n for n in left if n in chosen]
            if any(self.meetings[n].is_cancelled for n in requested):
                reasons.append(e.SessionCancelled)
            reasons += self._clash(requested)
        if not requested:
            reasons.append(e.NothingChosen)
        return requested

    def _seat_invited(
        self,
        invitation: tuple[int, int],
        who: int | None,
        requested: list[int],
        left: list[int],
        holders: list[int],
    ) -> None:
        """Give the receiver the holders' seats in the requested meetings; the holders lose the rest."""
        if who is not None and who not in self.registered:
            origin = "answer" if who == invitation[1] else "substitute"
            self.registered[who] = Registered(origin, invitation)
        for n in left:
            session = self.meetings[n]
            if who in holders and n not in requested and session.has(who):
                self._free(who, n)
            for holder in sorted(holders, key=lambda holder: holder not in session.seated):
                if holder == who or not session.has(holder):
                    continue
                if n in requested and who is not None and self._would_gain(who, n, [holder]):
                    if who in session.queue:
                        session.queue.remove(who)
                    line = session.seated if holder in session.seated else session.queue
                    line[line.index(holder)] = who
                    self.registered[who].known.add(n)
                    self.hand_over(n, holder, who)
                else:
                    self._free(holder, n)

    def _would_gain(self, who: int, n: int, holders: list[int]) -> bool:
        """Whether a holder's seat, or a new one, would be more than the person has in the meeting."""
        session = self.meetings[n]
        return not session.has(who) or (who in session.queue and any(h in session.seated for h in holders))

    def _promote_waiting(self, meetings: Iterable[int]) -> None:
        if self.status not in {"open", "closed"}:
            return
        for n in meetings:
            session = self.meetings[n]
            while session.queue and session.is_ahead(self.now) and self._has_room(n):
                session.seated.append(session.queue.pop(0))

    def _remove_registrations_without_seats(self) -> None:
        """A registration without any seat is no longer a registration."""
        self.registered = {
            who: registration
            for who, registration in self.registered.items()
            if any(meeting.has(who) for meeting in self.meetings)
        }

    @staticmethod
    def _refuse(reasons: list[type[Exception]]) -> None:
        if reasons:
            raise Refused(*reasons)
