"""The actions of a coordinator, on the model and on the service."""

from datetime import datetime, timedelta
from typing import Any

from services.registration.actions.cohorts import change_cohort, publish_cohort
from services.registration.actions.invitations import invite
from services.registration.actions.sessions import cancel_session, change_session
from services.registration.domain.cohort import CohortChanges
from services.registration.domain.sessions.session import SessionChanges
from tests.model.reference_parts import Meeting
from tests.model.registration_machine import Machine
from tests.support.caller import acting
from tests.support.registration import NOW

MOST_MEETINGS = 5


class Coordinator(Machine):
    """The actions of a coordinator."""

    def slot(self, number: int, days: int) -> datetime:
        """A start so many days from now; each meeting has hours of its own, so that no two are at the same time."""
        return NOW + timedelta(days=(self.model.now - NOW).days + days, hours=3 * number)

    def invite(self, *, number: int, **_: Any) -> None:
        number %= len(self.rule_ids)
        expected: list[int] = []
        counted: list[int] = []

        async def inviting() -> None:
            done = await invite.invite(
                *acting(self.where, now=self.model.now),
                self.cohort_id,
                invitation_rule_ids=[self.rule_ids[number]],
            )
            counted.append(done.invited)

        self.both(lambda model: expected.append(model.invite(number)), inviting())
        assert counted == expected

    def set_capacity(self, *, number: int, capacity: int | None, **_: Any) -> None:
        self.both(
            lambda model: model.set_capacity(number, capacity),
            self._change_session(number, SessionChanges(capacity=capacity)),
        )

    def set_common_capacity(self, *, capacity: int | None, **_: Any) -> None:
        self.both(
            lambda model: model.set_common_capacity(capacity),
            self._change_cohort(CohortChanges(capacity=capacity)),
        )

    def have_a_waiting_list(self, *, chance: float, **_: Any) -> None:
        has_waiting_list = chance < 0.7
        self.both(
            lambda model: setattr(model, "waiting_list", has_waiting_list),
            self._change_cohort(CohortChanges(waiting_list=has_waiting_list)),
        )

    def move(self, *, number: int, days: int, **_: Any) -> None:
        starts_at = self.slot(number, days)
        self.both(
            lambda model: model.move(number, starts_at),
            self._change_session(number, SessionChanges(starts_at=starts_at)),
        )

    def cancel_or_reopen(self, *, number: int, chance: float, **_: Any) -> None:
        is_cancelled = chance < 0.4
        action = (
            cancel_session.cancel(
                *acting(self.where, now=self.model.now), self.meeting_ids[number], reason="sjuk"
            )
            if is_cancelled
            else self._change_session(number, SessionChanges(status="scheduled"))
        )
        self.both(lambda model: model.cancel_meeting(number, is_cancelled=is_cancelled), action)

    def add_a_session(self, *, days: int, **_: Any) -> None:
        if len(self.meeting_ids) < MOST_MEETINGS and days > 0:
            starts_at = self.slot(len(self.meeting_ids), days)
            self.both(lambda model: model.add_meeting(Meeting(starts_at)), self.new_session(starts_at))

    def open_or_close(self, *, chance: float, **_: Any) -> None:
        # A closed cohort is soon opened again: most happens in an open one.
        is_open = self.model.status == "open"
        status = "cancelled" if chance < 0.03 else "closed" if chance < 0.3 and is_open else "open"
        actions = {
            "open": publish_cohort.publish,
            "closed": publish_cohort.close,
            "cancelled": publish_cohort.cancel,
        }
        self.both(
            lambda model: model.set_status(status),
            actions[status](*acting(self.where, now=self.model.now), self.cohort_id),
        )

    def let_time_pass(self, *, number: int, **_: Any) -> None:
        self.model.now += timedelta(hours=(1, 24, 24, 48, 96)[number])

    async def _change_session(self, number: int, changes: SessionChanges) -> None:
        await change_session.change(
            *acting(self.where, now=self.model.now),
            self.meeting_ids[number],
            changes,
            version=None,
            silent=False,
            reason=None,
        )

    async def _change_cohort(self, changes: CohortChanges) -> None:
        await change_cohort.change(
            *acting(self.where, now=self.model.now), self.cohort_id, changes, version=None
        )
