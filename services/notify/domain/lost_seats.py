"""Plans the mails about seats that are lost: withdrawn by the holder, or in a session that is cancelled."""

from collections.abc import Iterator
from typing import Final

from services.notify.domain.communicated import (
    CalendarEntry,
    CommunicatedState,
    PlannedDelivery,
    StoredDelivery,
)
from services.notify.domain.seats import LOSSES, SeatState, is_had_again, joint_mail, next_sequence, seat_mail
from services.notify.domain.unit_state import UnitState, effective_status, offer_expired
from shared.events import Registration, Seat

# The statuses, as last told, after which a withdrawal or cancellation is news to the seat holder.
_LIVE: Final = frozenset({"confirmed", "waiting", "offered"})
_NOTHING_TOLD: Final = CommunicatedState()


def lost(
    seats: list[SeatState], registration: Registration, communicated: CommunicatedState
) -> Iterator[PlannedDelivery]:
    """Plan each mail about these seats that says that a seat is lost, or removes a calendar entry."""
    owed = [seat for seat in seats if is_owed(seat)]
    withdrawn = [seat for seat in owed if seat.status == "withdrawn"]
    cancelled = [
        seat
        for seat in seats
        if seat.status == "cancelled" and (seat in owed or is_unheard(seat, registration))
    ]
    for seat in seats:
        entry = seat.entry
        if entry is None:
            continue
        if seat.status == "cancelled" and entry.status in _LIVE:
            if entry.is_placed:
                yield _cancellation(seat, registration, communicated)
            else:
                cancelled.append(seat)
        elif seat.status == "withdrawn" and entry.status not in _LIVE:
            if entry.is_placed:
                yield _removal(seat, entry, registration)
        elif seat.status == "withdrawn":
            if (mail := _withdrawal(seat, entry, registration, communicated)) is not None:
                yield mail
            else:
                withdrawn.append(seat)
    yield from joint_cancellations(cancelled, registration, communicated)
    if withdrawn:
        yield joint_mail("withdrawal", withdrawn, registration, communicated)


def untrue(state: UnitState, communicated: CommunicatedState) -> list[StoredDelivery]:
    """Return the mails that wait for another try and say that something is lost which the person has again, or the reverse.

    They are dropped. What else they say is told anew: a loss whose mail was dropped has not been told. Of those that say that the
    person has what is lost, only those with a CANCEL are meant, which the mail about the loss has then: it takes the place of the others too.
    But a CANCEL of a session that has no day any more cannot be made anew.
    """
    if state.registration is None:
        return []
    seats = {seat.id: seat for seat in state.registration.seats}
    found = []
    for row in communicated.rows.values():
        about = [seats[seat_id] for seat_id in row.payload.seats if seat_id in seats]
        if not row.waits or row.payload.to is not None:
            continue
        if row.kind in LOSSES:
            is_wrong = any(not _is_lost(state, seat) or is_had_again(state, seat) for seat in about)
        else:
            is_wrong = row.payload.method == "CANCEL" and any(
                _is_lost(state, seat) and _is_live(communicated.entries.get(seat.id)) for seat in about
            )
        if is_wrong:
            found.append(row)
    return found


def _is_lost(state: UnitState, seat: Seat) -> bool:
    return effective_status(state, seat) in {"withdrawn", "cancelled"}


def _is_live(entry: CalendarEntry | None) -> bool:
    return entry is not None and entry.status in _LIVE and entry.details.is_dated


def is_owed(seat: SeatState) -> bool:
    """Whether a seat is lost of which the person was told elsewhere: at an earlier address, or of an earlier registration."""
    is_lost = seat.status in {"withdrawn", "cancelled"}
    return is_lost and seat.entry is None and seat.former is not None and seat.former.status in _LIVE


def is_unheard(seat: SeatState, registration: Registration) -> bool:
    """Whether a session was cancelled before any mail about the seat, and its holder knows of the seat without one.

    Whoever was called does not.
    """
    is_told = seat.entry is not None or seat.former is not None
    return seat.status == "cancelled" and not is_told and registration.origin != "kallelse"


def _withdrawal(
    seat: SeatState, entry: CalendarEntry, registration: Registration, communicated: CommunicatedState
) -> PlannedDelivery | None:
    """Plan the mail about this seat alone; None where the joint mail about all withdrawn seats covers it."""
    key = _unspent(f"withdrawal:{seat.seat.id}", communicated)
    if entry.is_placed:
        return seat_mail(seat, "withdrawal", key, "CANCEL", next_sequence(entry, registration.epoch))
    return seat_mail(seat, "withdrawal", key) if offer_expired(seat.seat) else None


def _unspent(key: str, communicated: CommunicatedState) -> str:
    """Return the key, or one that follows it where mails with it were dropped."""
    number, found = 1, key
    while (row := communicated.rows.get(found)) is not None and row.is_dropped:
        number += 1
        found = f"{key}:{number}"
    return found


def _removal(seat: SeatState, entry: CalendarEntry, registration: Registration) -> PlannedDelivery:
    """Plan the mail that removes the calendar entry of a seat which another seat in the session has followed."""
    sequence = next_sequence(entry, registration.epoch)
    return seat_mail(seat, "calendar", f"calendar:{seat.seat.id}:{sequence}", "CANCEL", sequence)


def _cancellation(
    seat: SeatState, registration: Registration, communicated: CommunicatedState
) -> PlannedDelivery:
    """Plan the mail about one cancelled session; it removes the calendar entry, if there is one."""
    key = f"cancellation:{seat.seat.id}"
    if communicated.is_done(key):  # cancelled before, and resumed since
        key = _unspent(f"{key}:e{seat.facts.session.edition}", communicated)
    if seat.entry is None or not seat.entry.is_placed:
        return seat_mail(seat, "cancellation", key)
    return seat_mail(seat, "cancellation", key, "CANCEL", next_sequence(seat.entry, registration.epoch))


def joint_cancellations(
    cancelled: list[SeatState], registration: Registration, communicated: CommunicatedState = _NOTHING_TOLD
) -> Iterator[PlannedDelivery]:
    """Plan one mail about all cancelled sessions of which no calendar entry is to be removed."""
    if len(cancelled) > 1:
        yield joint_mail("cancellation", cancelled, registration, communicated)
    elif cancelled:
        yield _cancellation(cancelled[0], registration, communicated)
