"""The first mails to a unit: an invitation, or the confirmation of a registration with its calendar entries."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from services.notify.domain.addresses import key_for
from services.notify.domain.communicated import CommunicatedState, DeliveryPayload, PlannedDelivery
from services.notify.domain.letters.letter import MailKind
from services.notify.domain.lost_seats import is_owed, is_unheard, joint_cancellations
from services.notify.domain.seats import (
    SeatState,
    calendar_mail,
    joint_mail,
    last_end,
    may_send_entry,
    offer,
    postponed_calendar_mails,
    sequence_of_request,
)
from services.notify.domain.unit_state import UNSENT, UnitState, address_edition, fingerprint
from shared import times
from shared.events import Invitation, Registration

# Their mails are about all seats, and arrive before the calendar entries of single ones.
FIRST_KINDS: Final[frozenset[MailKind]] = frozenset({"confirmation", "substitute", "waiting", "invitation"})


def invitation_mails(
    state: UnitState, invitation: Invitation, communicated: CommunicatedState, now: datetime
) -> Iterator[PlannedDelivery]:
    """Plan the mail with the answer link; none for a kallelse, whose mail follows from its registration."""
    is_unsent = invitation.status in UNSENT or is_uninvited(state, invitation, communicated)
    if invitation.form == "kallelse" or not is_unsent:
        return
    if state.cohort is None or state.cohort.status == "cancelled":
        return
    sessions = [state.sessions[session_id] for session_id in invitation.session_ids]
    ahead = [facts for facts in sessions if facts.session.status != "cancelled" and not facts.is_over(now)]
    if sessions and not ahead:
        return
    yield PlannedDelivery(
        key=invitation_key(invitation, communicated, address_edition(state)),
        kind="invitation",
        expires_at=times.end_of_day(invitation.respond_by) if invitation.respond_by else None,
        payload=DeliveryPayload(invitation_id=invitation.id, told=tuple(facts.told for facts in sessions)),
    )


def is_uninvited(state: UnitState, invitation: Invitation, communicated: CommunicatedState) -> bool:
    """Whether an invitation is open again, because a substitute does not come, and no mail has invited the present address.

    Perhaps only an earlier address has the mail. Or there was none: the invitation was answered by the seats that the person had
    when it was made, or before its mail had gone.
    """
    edition = address_edition(state)
    row = communicated.rows.get(key_for(invitation_key(invitation, communicated, edition), edition))
    is_over = row is not None and (row.has_arrived or row.status in {"failed", "bounced"})
    return invitation.status == "sent" and not is_over


def invitation_key(invitation: Invitation, communicated: CommunicatedState, edition: int) -> str:
    """Return the key of the mail that invites this address of the person; one that was dropped is followed by another."""
    key, number = f"invitation:{invitation.id}", 0
    while (row := communicated.rows.get(key_for(key, edition))) is not None and row.is_dropped:
        number += 1
        key = again(f"invitation:{invitation.id}", number)
    return key


def substitution_mails(invitation: Invitation) -> Iterator[PlannedDelivery]:
    """Plan the mail to an invited person who sent a substitute without ever having a seat: who comes, and how to undo it."""
    if invitation.status == "substituted" and invitation.substitute_person_id is not None:
        yield PlannedDelivery(
            key=f"substitute:{invitation.id}:{invitation.substitute_person_id}",
            kind="substitute",
            payload=DeliveryPayload(fingerprint=fingerprint(invitation.substitute_session_ids)),
        )


def registration_mails(
    state: UnitState, registration: Registration, seats: list[SeatState], communicated: CommunicatedState
) -> Iterator[PlannedDelivery]:
    """Plan the first mail about all seats, then one mail for each calendar entry that it does not contain.

    Seats that were withdrawn or over before the first mail are left out, but for those that an earlier address has been
    told of. Cancelled sessions are mentioned, and mailed about alone where there is no first mail: only where the seat had been
    told, and to a person who knows of the seat without a mail.
    """
    if gone := [seat for seat in seats if seat.status == "withdrawn" and not seat.is_over and is_owed(seat)]:
        yield joint_mail("withdrawal", gone, registration, communicated)
    first = first_mail(state, registration, seats) if any(map(_is_live, seats)) else None
    if first is not None:
        yield first
    else:
        cancelled = [
            seat
            for seat in seats
            if _is_cancelled(seat) and (is_unheard(seat, registration) or is_owed(seat))
        ]
        yield from joint_cancellations(cancelled, registration, communicated)
    postponed = postponed_calendar_mails(seats, registration)
    for seat in filter(_is_live, seats):
        if seat.status == "waiting":
            continue
        if seat.status == "offered":
            yield offer(seat)
        elif may_send_entry(seat, registration) and (first is None or first.payload.seat != seat.seat.id):
            yield calendar_mail(seat, registration, postponed.get(seat.seat.id))


def first_mail(
    state: UnitState, registration: Registration, seats: list[SeatState]
) -> PlannedDelivery | None:
    """Plan the mail about all seats; it contains the calendar entry where only one seat is confirmed.

    None where no first mail is sent, or where nothing is left to tell but offers, which have mails of their own.
    """
    live = list(filter(_is_live, seats))
    if not sends_first_mail(state, registration) or all(seat.status == "offered" for seat in live):
        return None
    confirmed = [seat for seat in live if seat.status == "confirmed"]
    is_inside = len(confirmed) == 1 and may_send_entry(confirmed[0], registration)
    cancelled = [seat for seat in seats if _is_cancelled(seat)]
    return _first_mail(registration, live + cancelled, confirmed[0] if is_inside else None, confirmed)


def _is_live(seat: SeatState) -> bool:
    return seat.status in {"confirmed", "waiting", "offered"} and not seat.is_over


def _is_cancelled(seat: SeatState) -> bool:
    """Whether the cancelled session is news: not where an earlier address of the person was told of it."""
    is_told = seat.former is not None and seat.former.status == "cancelled"
    return seat.status == "cancelled" and not seat.is_over and not is_told


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
    sequence = sequence_of_request(inside, registration.epoch) if inside else None
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


def is_first(key: str, registration: Registration) -> bool:
    """Whether a delivery with this key is the first mail, or one that was made in its place."""
    return any(key == first or key.startswith(f"{first}:again:") for first in keys(registration))


def again(key: str, number: int) -> str:
    """Return the key of the first mail that takes the place of `number` earlier ones."""
    return f"{key}:again:{number}"
