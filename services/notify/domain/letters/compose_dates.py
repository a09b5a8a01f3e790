"""Composes the dates of a letter: the sessions that it lists, and the recipient's status for each."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime

import msgspec

from services.notify.domain import confirming
from services.notify.domain.communicated import CalendarEntry
from services.notify.domain.errors import Pointless
from services.notify.domain.letters.compose_context import ComposeContext, DeliveryTask, join_url
from services.notify.domain.letters.compose_rule import check_reminder
from services.notify.domain.letters.letter import DateLine, DateStatus, PreviousDetails
from services.notify.domain.notices import can_answer, is_about_data
from services.notify.domain.open_invitations import (
    ANSWERED,
    OPEN,
    held_sessions,
    is_about_added,
    is_cancelled,
)
from services.notify.domain.passed_on import newest_seats
from services.notify.domain.seats import offer_key
from services.notify.domain.unit_state import (
    UNSENT,
    EffectiveStatus,
    SessionDetails,
    SessionFacts,
    ToldSession,
    UnitState,
    effective_status,
    offer_expired,
)
from shared.events import Registration, Seat
from shared.occasions import occasion_of


def date_lines(context: ComposeContext) -> Iterator[DateLine]:
    """Return a line for each session, in order of time. Raises `Pointless` where the mail's reason no longer holds."""
    registration, task = context.state.registration, context.task
    if task.kind == "link":
        if not is_about_data(task.key):
            _check_link(context.state)
        return  # the linked page lists the dates
    if registration is None:
        yield from _dates_of_invitation(context)
        return
    if task.payload.to is not None:
        yield from _farewell_dates(context)
        return
    if task.kind == "confirm":
        yield from _dates_to_confirm(context, registration)
        return
    seat_ids = {*task.payload.seats, task.seat_id}
    seats = [
        (seat, context.state.sessions[seat.session_id]) for seat in registration.seats if seat.id in seat_ids
    ]
    if not seats:
        raise Pointless("the seat is gone")
    newest = newest_seats(registration, *context.state.registrations)
    for told, facts in sorted(seats, key=lambda pair: _order(pair[1])):
        seat = newest[
            told.session_id
        ]  # what holds of the session now, also where the mail is about an earlier seat
        status = effective_status(context.state, seat)
        if task.kind in {"reminder", "follow_up"}:
            check_reminder(context, seat, facts, status)
        if task.kind == "offer" and not task.key.startswith(offer_key(seat) or "none"):
            raise Pointless("the offer has been answered, or is another")
        entry = context.entries.get(told.id)
        is_gone = status in {"withdrawn", "cancelled"}
        yield _line(
            facts,
            entry.details if entry is not None and is_gone else facts.details,
            _shown_status(seat, status),
            position=seat.position,
            offered_until=seat.offered_until if status == "offered" else None,
            join_url=join_url(
                seat, context.sender_config, has_room=facts.session.has_join_url and status == "confirmed"
            ),
            previous=_previous(entry, facts) if _tells_a_change(task, entry) else None,
            is_unsure=seat.is_unsure,
        )


def _shown_status(seat: Seat, status: EffectiveStatus) -> DateStatus:
    if offer_expired(seat):
        return "expired"
    is_given = status == "withdrawn" and seat.handed_to_person_id is not None and not seat.is_return
    if not is_given:
        return status
    return "succeeded" if seat.is_by_position else "handed_over"


def _dates_to_confirm(context: ComposeContext, registration: Registration) -> Iterator[DateLine]:
    """Return a line for each session of a registration that does not count yet; raises `Pointless` where nothing is left.

    Until when the seats are held stands once in the mail; a line says it of a seat that is let go before that.
    """
    state, until = context.state, registration.confirm_until
    seats = confirming.seats_to_confirm(state, registration)
    if until is None or until <= context.now or not seats:
        raise Pointless("there is nothing to confirm any more")
    for seat, facts in sorted(seats, key=lambda pair: _order(pair[1])):
        is_held, is_let_go_before = seat.offered_until is not None, seat.offered_until not in {None, until}
        yield _line(
            facts,
            facts.details,
            "offered" if is_let_go_before else "open" if is_held else "waiting",
            position=seat.position,
            offered_until=seat.offered_until if is_let_go_before else None,
        )


def _given_dates(state: UnitState) -> Iterator[DateLine]:
    """Return a line for each session to which a substitute comes in the place of somebody without a registration."""
    invitation = state.invitation
    if invitation is None or invitation.substitute_person_id is None:
        raise Pointless("no substitute comes any more")
    for facts in sorted((state.sessions[one] for one in invitation.substitute_session_ids), key=_order):
        yield _line(facts, facts.details, "handed_over")


def _dates_of_invitation(context: ComposeContext) -> Iterator[DateLine]:
    if context.task.kind == "substitute":
        return _given_dates(context.state)
    if is_about_added(context.task.key):
        return _added_dates(context)
    if context.task.kind == "invitation":
        return _open_dates(context.state, context.now, UNSENT | OPEN)  # open again, it counts as sent
    if context.task.kind == "invitation_reminder":
        return _open_dates(context.state, context.now, OPEN)
    return _changed_dates(context)


def _farewell_dates(context: ComposeContext) -> Iterator[DateLine]:
    """Return a line for each session as the earlier address was told of it, whatever holds now."""
    for told in context.task.payload.told:
        yield _line(context.state.sessions[told.session_id], told.details, "confirmed")


def _open_dates(state: UnitState, now: datetime, statuses: AbstractSet[str]) -> Iterator[DateLine]:
    """Return a line for each session of an invitation that is not over. Raises `Pointless` in another status than these."""
    invitation = state.invitation
    if invitation is None or invitation.status not in statuses:
        raise Pointless("the invitation has been answered")
    if state.cohort is not None and state.cohort.status == "cancelled":
        raise Pointless("the cohort is cancelled")
    for facts in sorted((state.sessions[session_id] for session_id in invitation.session_ids), key=_order):
        if not facts.is_over(now):
            yield _line(facts, facts.details, "cancelled" if facts.session.status == "cancelled" else "open")


def _check_link(state: UnitState) -> None:
    if state.registration is not None and state.registration.status == "withdrawn":
        raise Pointless("the registration is withdrawn")
    if state.registration is None and not (state.invitation and can_answer(state.invitation)):
        raise Pointless("the invitation has been answered")


def _added_dates(context: ComposeContext) -> Iterator[DateLine]:
    """Return a line for each session that was added and that can still be chosen."""
    state = context.state
    if state.invitation is None or state.invitation.status not in ANSWERED:
        raise Pointless("the invitation is no longer answered")
    held = held_sessions(state)
    asked = [told.session_id for told in context.task.payload.told if told.session_id not in held]
    added = [state.sessions[session_id] for session_id in asked]
    ahead = [facts for facts in added if not is_cancelled(state, facts) and not facts.is_over(context.now)]
    if not ahead:
        raise Pointless("what was added is cancelled, over or taken already")
    for facts in sorted(ahead, key=_order):
        yield _line(facts, facts.details, "open")


def _changed_dates(context: ComposeContext) -> Iterator[DateLine]:
    """Return a line for each session of an invitation that has changed since the invited person was told of it."""
    state, payload = context.state, context.task.payload
    if state.invitation is None or state.invitation.status not in OPEN:
        raise Pointless("the invitation has been answered")
    told_before = {one.session_id: one for one in payload.before}
    changed = [(one, state.sessions[one.session_id]) for one in payload.told]
    for told, facts in sorted(changed, key=lambda pair: _order(pair[1])):
        before = told_before[told.session_id]
        yield _line(
            facts,
            before.details if told.is_cancelled else facts.details,
            "cancelled" if told.is_cancelled else "open",
            previous=_previous_of(before, facts) if context.task.kind == "update" else None,
        )


def line_of(facts: SessionFacts, status: DateStatus) -> DateLine:
    """Return the line of a session as it is now, without any link."""
    return _line(facts, facts.details, status)


def _line(
    facts: SessionFacts,
    details: SessionDetails,
    status: DateStatus,
    *,
    position: int | None = None,
    offered_until: datetime | None = None,
    join_url: str | None = None,
    previous: PreviousDetails | None = None,
    is_unsure: bool = False,
) -> DateLine:
    return DateLine(
        title=details.title,
        status=status,
        form=facts.session.form,
        mode=details.mode,
        place=details.place,
        note=facts.session.note,
        agenda=facts.session.agenda,
        term=facts.session.term,
        on=details.on,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        is_tentative=details.is_tentative,
        position=position if status == "waiting" else None,
        offered_until=offered_until,
        join_url=join_url,
        previous=previous,
        occasion=occasion_of(facts.session),
        is_unsure=is_unsure,
    )


def _tells_a_change(task: DeliveryTask, entry: CalendarEntry | None) -> bool:
    """Whether the mail says what was told before: an update, or an offer in a session that was told to be cancelled."""
    return task.kind == "update" or (
        task.kind == "offer" and entry is not None and entry.status == "cancelled"
    )


def _previous_of(before: ToldSession, facts: SessionFacts) -> PreviousDetails:
    """Return what an invited person was told, who has neither a join link nor a calendar entry."""
    previous = _previous_details(before.details, facts)
    return msgspec.structs.replace(
        previous, had_join_url=False, was_cancelled=before.is_cancelled, was_in_calendar=False
    )


def _previous(entry: CalendarEntry | None, facts: SessionFacts) -> PreviousDetails | None:
    if entry is None:
        return None
    return msgspec.structs.replace(
        _previous_details(entry.details, facts),
        was_cancelled=entry.status == "cancelled",
        was_in_calendar=entry.is_placed,
    )


def _previous_details(details: SessionDetails, facts: SessionFacts) -> PreviousDetails:
    return PreviousDetails(
        title=details.title,
        mode=details.mode,
        place=details.place,
        on=details.on,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        is_tentative=details.is_tentative,
        had_join_url=details.has_join_url,
        is_room_same=details.link_mark == facts.details.link_mark,
        note=details.note,
    )


def _order(facts: SessionFacts) -> tuple[bool, float, int]:
    return facts.starts is None, facts.starts.timestamp() if facts.starts else 0.0, facts.session.number or 0
