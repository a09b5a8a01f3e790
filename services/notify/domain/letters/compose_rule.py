"""What a mail takes from the reminder rule that it follows from, and whether its reason still holds when it is sent."""

from services.notify.domain import reminder
from services.notify.domain.errors import Pointless
from services.notify.domain.letters.compose_context import ComposeContext
from services.notify.domain.unit_state import EffectiveStatus, SessionFacts
from shared.events import Seat
from shared.reminders import ReminderRule


def rule_of(context: ComposeContext) -> ReminderRule | None:
    """Return the reminder rule that the mail follows from, where it is named; raises `Pointless` where it is gone."""
    state, task = context.state, context.task
    if task.payload.rule is None or state.cohort is None:
        return None
    session_ids = {
        seat.session_id
        for seat in (state.registration.seats if state.registration else ())
        if seat.id == task.seat_id
    }
    if state.registration is None and state.invitation is not None:
        session_ids = set(state.invitation.session_ids)
    rule = reminder.rule_named(state.cohort.reminders, task.payload.rule, session_ids)
    if rule is None:
        raise Pointless("the reminder was taken away")
    return rule


def check_reminder(context: ComposeContext, seat: Seat, facts: SessionFacts, status: EffectiveStatus) -> None:
    """Raise `Pointless` where the mail's reason does not hold any more, at the moment at which it is sent."""
    rule, task = rule_of(context), context.task
    if status != ("waiting" if rule is not None and rule.to == "waiting" else "confirmed"):
        raise Pointless("the seat is given up or the session is cancelled")
    if rule is not None and rule.to == "unsure" and not seat.is_unsure:
        raise Pointless("the person has answered")
    if rule is not None and rule.to == "present" and not seat.was_present:
        raise Pointless("the person was not there")
    if task.key.rpartition(":")[2] != reminder.start_in_key(facts.session.starts_at, facts.session.on):
        raise Pointless("the session has moved")
    if task.kind == "reminder" and facts.is_over(context.now):
        raise Pointless("the session is over")
