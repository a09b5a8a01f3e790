"""Plans the mails of a cohort's reminder rules: deliveries with a due time, planned anew whenever a session moves."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from services.notify.domain.communicated import DeliveryPayload, PlannedDelivery
from services.notify.domain.seats import SeatState
from services.notify.domain.unit_state import SessionFacts, UnitState
from shared import times
from shared.events import Invitation, Seat
from shared.reminders import ReminderRule, code_of, due_of

# How long a follow-up may be delayed before it is pointless, as a mailing.
_FOLLOW_UP_LASTS: Final = timedelta(days=7)


class ReminderSlot(NamedTuple):
    """When a reminder is due, when it expires, and the part of the delivery key that names rule and start."""

    due_at: datetime
    until: datetime
    key: str


def seat_mails(
    seats: Sequence[SeatState], rules: tuple[ReminderRule, ...], now: datetime
) -> Iterator[PlannedDelivery]:
    """Plan each mail that is due after the seat, the session's time and the rule were made, and not pointless yet.

    `now` only drops those that have expired, so a mail that became due while the service was down is still sent.
    """
    for seat in seats:
        for rule in rules:
            if not concerns(rule, seat.seat, seat) or (seat.is_over and not rule.is_after):
                continue
            found = slot(seat.facts.session.starts_at, seat.facts.session.on, seat.facts.ends, rule)
            if (
                found is None
                or found.until <= now
                or not _is_forward(rule, seat.facts, seat.seat.since, found)
            ):
                continue
            yield PlannedDelivery(
                key=f"{'follow_up' if rule.is_after else 'reminder'}:{seat.seat.id}:{found.key}",
                kind="follow_up" if rule.is_after else "reminder",
                due_at=found.due_at,
                expires_at=found.until,
                seat_id=seat.seat.id,
                session_id=seat.facts.session.id,
                payload=payload_of(rule),
            )


def concerns(rule: ReminderRule, seat: Seat, state: SeatState) -> bool:
    """Whether the rule goes to the holder of the seat, by what is so now."""
    if rule.session_id is not None and rule.session_id != seat.session_id:
        return False
    match rule.to:
        case "seat":
            return state.status == "confirmed"
        case "unsure":
            return state.status == "confirmed" and seat.is_unsure
        case "waiting":
            return state.status == "waiting"
        case "present":
            return state.status == "confirmed" and seat.was_present
        case _:
            return False


def silent_mails(
    state: UnitState, invitation: Invitation, rules: tuple[ReminderRule, ...], now: datetime
) -> Iterator[PlannedDelivery]:
    """Plan the mails to somebody who is asked and has not answered, one for each rule.

    It is due before the rule's session or, without one, before the first that is left.
    """
    if state.cohort is None or state.cohort.status == "cancelled":
        return
    ahead = sorted(
        (
            facts
            for session_id in invitation.session_ids
            if (facts := state.sessions.get(session_id)) is not None
            and facts.starts is not None
            and not facts.is_over(now)
            and not facts.told.is_cancelled
        ),
        key=lambda facts: (facts.starts or now, facts.session.id),
    )
    for rule in rules:
        if rule.to != "silent" or rule.is_after:
            continue
        facts = next((one for one in ahead if rule.session_id in {None, one.session.id}), None)
        if facts is None:
            continue
        found = slot(facts.session.starts_at, facts.session.on, facts.ends, rule)
        if found is None or not _is_forward(rule, facts, invitation.invited_at, found):
            continue
        until = found.until
        if invitation.respond_by is not None:
            until = min(until, times.end_of_day(invitation.respond_by))
        if until <= now or found.due_at >= until or _is_reminded_that_day(invitation, found.due_at):
            continue
        yield PlannedDelivery(
            key=f"invitation_reminder:{invitation.id}:{found.key}",
            kind="invitation_reminder",
            due_at=found.due_at,
            expires_at=until,
            payload=DeliveryPayload(invitation_id=invitation.id, rule=code_of(rule)),
        )


def payload_of(rule: ReminderRule) -> DeliveryPayload:
    """Return what names the rule where its mail says more than when and where."""
    is_plain = rule.to == "seat" and not rule.is_after and rule.text is None
    return DeliveryPayload() if is_plain else DeliveryPayload(rule=code_of(rule))


def rule_named(
    rules: Sequence[ReminderRule], code: str, session_ids: Collection[UUID]
) -> ReminderRule | None:
    """Return the rule of a mail: that of its session before that of all."""
    found = [
        rule
        for rule in rules
        if code_of(rule) == code and (rule.session_id is None or rule.session_id in session_ids)
    ]
    return min(found, key=lambda rule: rule.session_id is None, default=None)


def _is_reminded_that_day(invitation: Invitation, due_at: datetime) -> bool:
    """Whether somebody has reminded the person on that day by hand: nobody is reminded twice on one."""
    reminded_at = invitation.reminded_at
    return reminded_at is not None and times.local(reminded_at).date() == times.local(due_at).date()


def _is_forward(rule: ReminderRule, facts: SessionFacts, since: datetime, found: ReminderSlot) -> bool:
    """Whether it falls due after the person came in, after the session got its time, and after the rule was made."""
    timed_at = facts.session.timed_at
    # What was so before the session had its time says nothing about a follow-up: it comes after the end in any case.
    made_at = max(since, rule.since or since) if rule.is_after else max(since, timed_at, rule.since or since)
    return found.due_at >= made_at


@lru_cache(maxsize=8192)
def slot(
    starts_at: datetime | None, on: date | None, ends: datetime | None, rule: ReminderRule
) -> ReminderSlot | None:
    """Return when the rule's mail about a session is due, or None where the rule does not apply.

    A reminder expires at the start; for an all-day session when the day begins, or, on the day itself, when it ends. A follow-up
    expires a week after it was due.
    """
    due_at = due_of(rule, starts_at, ends, on)
    if due_at is None:
        return None
    key = f"{code_of(rule)}:{start_in_key(starts_at, on)}"
    if rule.is_after:
        return ReminderSlot(due_at, due_at + _FOLLOW_UP_LASTS, key)
    until = starts_at
    if until is None and on is not None:
        until = times.start_of_day(on) if rule.days_before else times.end_of_day(on)
    return None if until is None else ReminderSlot(due_at, until, key)


def start_in_key(starts_at: datetime | None, on: date | None) -> str:
    """Return the start as it stands in a reminder's key; a moved session gets a new key, and so a new reminder."""
    if starts_at is not None:
        return f"{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{on:%Y%m%d}" if on else ""
