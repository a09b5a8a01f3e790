"""The first mails to a unit: an invitation, or the confirmation of a registration with its calendar entries."""

from collections.abc import Iterator
from datetime import datetime

from services.notify.domain.communicated import DeliveryPayload, PlannedDelivery
from services.notify.domain.letter import MailKind
from services.notify.domain.seats import (
    SeatState,
    calendar_mail,
    last_end,
    may_send_entry,
    next_sequence,
    offer,
    postponed_calendar_mails,
    seat_mail,
)
from services.notify.domain.unit_state import UnitState, fingerprint
from shared import times
from shared.events import Invitation, Registration


def invitation_mails(state: UnitState, invitation: Invitation, now: datetime) -> Iterator[PlannedDelivery]:
    """Plan the mail with the answer link; none for a kallelse, whose mail follows from its registration."""
    if invitation.form == "kallelse" or invitation.status != "queued":
        return
    if state.cohort is None or state.cohort.status == "cancelled":
        return
    sessions = [state.sessions[session_id] for session_id in invitation.session_ids]
    ahead = [facts for facts in sessions if facts.session.status != "cancelled" and not facts.is_over(now)]
    if sessions and not ahead:
        return
    yield PlannedDelivery(
        key=f"invitation:{invitation.id}",
        kind="invitation",
        expires_at=times.end_of_day(invitation.respond_by) if invitation.respond_by else None,
        payload=DeliveryPayload(invitation_id=invitation.id),
    )


def registration_mails(
    state: UnitState, registration: Registration, seats: list[SeatState]
) -> Iterator[PlannedDelivery]:
    """Plan the first mail about all seats, then one mail for each calendar entry that it does not contain.

    Seats that were withdrawn or over before the first mail are left out. Cancelled sessions are mentioned, and
    mailed about alone only to a person who registered by answer or form.
    """
    live = [seat for seat in seats if seat.status in {"confirmed", "waiting", "offered"} and not seat.is_over]
    offered = [seat for seat in live if seat.status == "offered"]
    cancelled = [seat for seat in seats if seat.status == "cancelled" and not seat.is_over]
    if not live:
        if registration.origin in {"answer", "form"}:
            for seat in cancelled:
                yield seat_mail(seat, "cancellation", f"cancellation:{seat.seat.id}")
        return
    confirmed = [seat for seat in live if seat.status == "confirmed"]
    with_entry = [seat for seat in confirmed if may_send_entry(seat, registration)]
    is_first_mail_sent = sends_first_mail(state, registration)
    inside = with_entry[0] if is_first_mail_sent and len(confirmed) == len(with_entry) == 1 else None
    if is_first_mail_sent and len(offered) < len(live):
        yield _first_mail(registration, live + cancelled, inside, confirmed)
    for seat in offered:
        yield offer(seat)
    postponed = postponed_calendar_mails(seats, registration)
    for seat in with_entry:
        if seat is not inside:
            yield calendar_mail(seat, registration, postponed.get(seat.seat.id))


def sends_first_mail(state: UnitState, registration: Registration) -> bool:
    """Whether a first mail is sent: always for a kallelse; otherwise unless the cohort sends no confirmations."""
    is_called = registration.origin == "kallelse" and registration.invitation_id is not None
    return is_called or state.cohort is None or state.cohort.sends_confirmations


def _first_mail(
    registration: Registration,
    seats: list[SeatState],
    inside: SeatState | None,
    confirmed: list[SeatState],
) -> PlannedDelivery:
    """Plan the first mail; `inside` is the one seat whose calendar entry it contains."""
    key, kind = _key_and_kind(registration, confirmed)
    sequence = next_sequence(inside.entry, registration.epoch) if inside else None
    return PlannedDelivery(
        key=key,
        kind=kind,
        expires_at=last_end(seats),
        seat_id=inside.seat.id if inside else None,
        session_id=seats[0].facts.session.id if len(seats) == 1 else None,
        payload=DeliveryPayload(
            seats=tuple(seat.seat.id for seat in seats),
            seat=inside.seat.id if inside else None,
            method="REQUEST" if inside else None,
            sequence=sequence,
            invitation_id=registration.invitation_id if kind == "invitation" else None,
            fingerprint=fingerprint(
                [(seat.facts.fingerprint, seat.status, seat.seat.position) for seat in seats]
            ),
        ),
    )


def _key_and_kind(registration: Registration, confirmed: list[SeatState]) -> tuple[str, MailKind]:
    if registration.origin == "kallelse" and registration.invitation_id is not None:
        return f"invitation:{registration.invitation_id}", "invitation"
    if not confirmed:
        return f"waiting:{registration.id}", "waiting"
    is_substitute = registration.origin == "substitute" or all(
        seat.seat.handed_from_person_id is not None for seat in confirmed
    )
    return f"confirmation:{registration.id}", "substitute" if is_substitute else "confirmation"


def keys(registration: Registration) -> tuple[str, ...]:
    """Return every key that the first mail can have."""
    if registration.origin == "kallelse" and registration.invitation_id is not None:
        return (f"invitation:{registration.invitation_id}",)
    return f"confirmation:{registration.id}", f"waiting:{registration.id}"
