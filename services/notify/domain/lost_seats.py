"""Plans the mails about seats that are lost: withdrawn by the holder, or in a session that is cancelled."""

from collections.abc import Iterator
from typing import Final

from services.notify.domain.communicated import (
    CalendarEntry,
    CommunicatedState,
    DeliveryPayload,
    PlannedDelivery,
)
from services.notify.domain.seats import SeatState, last_end, next_sequence, seat_mail
from services.notify.domain.unit_state import offer_expired
from shared.events import Registration

# The statuses, as last told, after which a withdrawal or cancellation is news to the seat holder.
_LIVE: Final = frozenset({"confirmed", "waiting", "offered"})


def lost(
    seats: list[SeatState], registration: Registration, communicated: CommunicatedState
) -> Iterator[PlannedDelivery]:
    """Plan each mail about these seats that says that a seat is lost, or removes a calendar entry."""
    withdrawn = []
    for seat in seats:
        entry = seat.entry
        if entry is None:
            continue
        if seat.status == "cancelled" and entry.status in _LIVE:
            yield _cancellation(seat, entry, registration, communicated)
        elif seat.status == "withdrawn" and entry.status not in _LIVE:
            if entry.is_placed:
                yield _removal(seat, entry, registration)
        elif seat.status == "withdrawn":
            if (mail := _withdrawal(seat, entry, registration)) is not None:
                yield mail
            else:
                withdrawn.append(seat)
    if withdrawn:
        yield _joint_withdrawal(withdrawn, registration, communicated)


def _withdrawal(seat: SeatState, entry: CalendarEntry, registration: Registration) -> PlannedDelivery | None:
    """Plan the mail about this seat alone; None where the joint mail about all withdrawn seats covers it."""
    key = f"withdrawal:{seat.seat.id}"
    if entry.is_placed:
        return seat_mail(seat, "withdrawal", key, "CANCEL", next_sequence(entry, registration.epoch))
    return seat_mail(seat, "withdrawal", key) if offer_expired(seat.seat) else None


def _removal(seat: SeatState, entry: CalendarEntry, registration: Registration) -> PlannedDelivery:
    """Plan the mail that removes the calendar entry of a seat which another seat in the session has followed."""
    sequence = next_sequence(entry, registration.epoch)
    return seat_mail(seat, "calendar", f"calendar:{seat.seat.id}:{sequence}", "CANCEL", sequence)


def _cancellation(
    seat: SeatState, entry: CalendarEntry, registration: Registration, communicated: CommunicatedState
) -> PlannedDelivery:
    key = f"cancellation:{seat.seat.id}"
    if communicated.is_done(key):  # cancelled before, and resumed since
        key = f"{key}:e{seat.facts.session.edition}"
    if not entry.is_placed:
        return seat_mail(seat, "cancellation", key)
    return seat_mail(seat, "cancellation", key, "CANCEL", next_sequence(entry, registration.epoch))


def _joint_withdrawal(
    withdrawn: list[SeatState], registration: Registration, communicated: CommunicatedState
) -> PlannedDelivery:
    """Plan one mail about all withdrawn seats that have no calendar entry."""
    number = 1
    while communicated.is_done(f"withdrawal:{registration.id}:{number}"):
        number += 1
    return PlannedDelivery(
        key=f"withdrawal:{registration.id}:{number}",
        kind="withdrawal",
        expires_at=last_end(withdrawn),
        payload=DeliveryPayload(seats=tuple(seat.seat.id for seat in withdrawn)),
    )
