"""What holds due mails back: pauses, and the hours for sending that a tenant or a cohort has chosen."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.communicated import PlannedDelivery
from services.notify.domain.unit_state import UnitState
from services.notify.domain.urgency import Line, Urgency
from shared.send_hours import SendHours
from shared.send_times import next_time, not_before

# Somebody has just asked for these and waits: no pause holds them. A mailing with this urgency is the writer's own trial.
UNPAUSED: Final = frozenset({"link", "confirm", "staff", "mailing"})
# From this urgency on a mail waits for the hours: what answers an act, and what tells of a change, leaves at night too.
WAITS_FOR_HOURS: Final = Urgency.REMINDER
# A mail about a meeting is not put off until shortly before it.
_BEFORE_START: Final = timedelta(hours=1)


class HeldSubject(msgspec.Struct, frozen=True, kw_only=True):
    """What a hold is decided by: the tenant, the cohort, the kind and the urgency of a mail."""

    organiser_id: UUID
    cohort_id: UUID | None
    kind: str
    urgency: int


class Holds(msgspec.Struct, frozen=True, kw_only=True):
    """The pauses and the hours of an installation. `everything`: the operator has paused all mail."""

    everything: bool = False
    paused_organisers: frozenset[UUID] = frozenset()
    paused_cohorts: frozenset[UUID] = frozenset()
    organiser_hours: Mapping[UUID, SendHours] = {}
    cohort_hours: Mapping[UUID, SendHours] = {}

    def is_paused(self, mail: HeldSubject) -> bool:
        """Whether the mail waits until somebody lets it go."""
        if mail.urgency == Urgency.ACT and mail.kind in UNPAUSED:
            return False
        return (
            self.everything
            or mail.organiser_id in self.paused_organisers
            or mail.cohort_id in self.paused_cohorts
        )

    def may_leave(self, line: Line) -> bool:
        """Whether any mail of the line may leave, as far as its tenant says."""
        is_paused = self.everything or line.organiser_id in self.paused_organisers
        return line.urgency == Urgency.ACT or not is_paused

    def leaves_at(self, mail: HeldSubject, latest: datetime | None, now: datetime) -> datetime:
        """Return when a mail that is due now may leave: `now`, or when the hours for sending begin."""
        if mail.urgency < WAITS_FOR_HOURS:
            return now
        own = self.cohort_hours.get(mail.cohort_id) if mail.cohort_id else None
        return not_before(own or self.organiser_hours.get(mail.organiser_id), now, latest)


def opening_times(hours: Mapping[UUID, SendHours], now: datetime) -> dict[UUID, datetime | None]:
    """Return when the hours of each begin; None where mail may leave now."""
    return {
        one: None if each.is_always or (opens := next_time(each, now)) == now else opens
        for one, each in hours.items()
    }


def within_hours(delivery: PlannedDelivery, state: UnitState, urgency: int, now: datetime) -> PlannedDelivery:
    """Return the delivery with the time at which it will leave, and the latest time to which it may be put off."""
    if urgency < WAITS_FOR_HOURS:
        return delivery
    due_at = max(delivery.due_at or now, now)
    latest = latest_at(delivery, state, due_at)
    hours = hours_of(state)
    leaves = not_before(hours, due_at, latest)
    if leaves != due_at:
        return msgspec.structs.replace(delivery, due_at=leaves, latest_at=latest)
    return msgspec.structs.replace(delivery, latest_at=latest)


def hours_of(state: UnitState) -> SendHours | None:
    """Return the hours of the cohort, else those of the organiser."""
    if state.cohort is not None and state.cohort.send_hours is not None:
        return state.cohort.send_hours
    return state.organiser.send_hours if state.organiser is not None else None


def latest_at(delivery: PlannedDelivery, state: UnitState, due_at: datetime) -> datetime | None:
    """Return until when the mail may wait: an hour before the next meeting that it is about, and never past its end."""
    starts = [
        facts.starts - _BEFORE_START
        for session_id in _sessions(delivery, state)
        if (facts := state.sessions.get(session_id)) is not None
        and facts.starts is not None
        and facts.starts > due_at
        and facts.session.status != "cancelled"
    ]
    if delivery.expires_at is not None:
        starts.append(delivery.expires_at)
    return min(starts, default=None)


def _sessions(delivery: PlannedDelivery, state: UnitState) -> set[UUID]:
    if delivery.session_id is not None:
        return {delivery.session_id}
    if state.registration is not None:
        return {seat.session_id for seat in state.registration.seats if seat.status != "withdrawn"}
    return set(state.invitation.session_ids) if state.invitation is not None else set()
