"""The mail that asks somebody to confirm a registration; before that, no other mail about it is sent."""

from collections.abc import Iterator

from services.notify.domain.communicated import DeliveryPayload, PlannedDelivery
from services.notify.domain.seats import SeatState
from services.notify.domain.unit_state import SessionFacts, UnitState, effective_status, fingerprint
from shared.events import Registration, Seat


def confirm_mails(
    state: UnitState, registration: Registration, seats: list[SeatState]
) -> Iterator[PlannedDelivery]:
    """Plan the only mail of a registration that nobody has confirmed yet; none after its time, or where nothing is left.

    Nothing counts as told by it: once the registration is confirmed, its first mail follows. Links that were replaced
    are mailed again, because the earlier mail holds a dead one.
    """
    if registration.confirm_with_id is not None or not seats_to_confirm(state, registration):
        return
    yield PlannedDelivery(
        key=f"confirm:{registration.id}:{registration.generation}",
        kind="confirm",
        expires_at=registration.confirm_until,
        payload=DeliveryPayload(
            fingerprint=fingerprint(
                [(seat.facts.fingerprint, seat.seat.status, seat.seat.offered_until) for seat in seats]
            )
        ),
    )


def seats_to_confirm(state: UnitState, registration: Registration) -> list[tuple[Seat, SessionFacts]]:
    """Return the seats and waits that confirming gives, with their sessions; none of a cancelled one."""
    return [
        (seat, state.sessions[seat.session_id])
        for seat in registration.seats
        if effective_status(state, seat) in {"offered", "waiting"}
    ]
