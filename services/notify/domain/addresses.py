"""What follows when a person gets another e-mail address.

The new address is told everything anew, as in a first mail. What the old one still has in its calendar is taken away
there by a farewell, and nothing else is sent to it.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from services.notify.domain.communicated import (
    CommunicatedState,
    DeliveryPayload,
    PlannedDelivery,
    StoredDelivery,
)
from services.notify.domain.seats import SeatState, next_sequence
from services.notify.domain.unit_state import ToldSession
from shared.events import Registration

# The kinds of which each address gets its own; the keys of the others already differ, or they are not sent again.
_FIRST: Final = frozenset({"invitation", "confirm", "confirmation", "substitute", "waiting", "offer"})
_MARK: Final = ":to"


def key_for(key: str, edition: int) -> str:
    """Return the key of a delivery that each address of the person gets; the first address has the plain key."""
    return f"{key}{_MARK}{edition}" if edition > 1 else key


def without_address(key: str) -> str:
    """Return the key as it is for the person's first address."""
    return key.partition(_MARK)[0]


def to_present_address(delivery: PlannedDelivery, edition: int) -> PlannedDelivery:
    """Return the delivery as it is for an address: with a key of its own, where each address is told."""
    if edition == 1:
        return delivery
    return msgspec.structs.replace(
        delivery,
        key=key_for(delivery.key, edition) if delivery.kind in _FIRST else delivery.key,
        payload=msgspec.structs.replace(delivery.payload, address_edition=edition),
    )


def farewells(
    seats: Iterable[SeatState], registration: Registration, communicated: CommunicatedState
) -> Iterator[PlannedDelivery]:
    """Plan a CANCEL to the earlier address for each entry that is in a calendar there."""
    for seat in seats:
        entry = seat.former
        if entry is None or not entry.is_placed or seat.is_over:
            continue
        if (to := _holder(seat, communicated)) is None:
            continue
        sequence = next_sequence(entry, registration.epoch)
        yield PlannedDelivery(
            key=f"calendar:{seat.seat.id}:{sequence}",
            kind="calendar",
            expires_at=seat.facts.ends,
            seat_id=seat.seat.id,
            session_id=entry.session_id,
            payload=DeliveryPayload(
                seats=(seat.seat.id,),
                seat=seat.seat.id,
                method="CANCEL",
                sequence=sequence,
                address_edition=entry.address_edition,
                to=to,
                told=(
                    ToldSession(session_id=entry.session_id, edition=entry.edition, details=entry.details),
                ),
            ),
        )


def to_an_earlier_address(row: StoredDelivery, edition: int) -> bool:
    """Whether the row would still go to an address that the person no longer has, and is no farewell."""
    return row.payload.to is None and row.payload.address_edition < edition


def _holder(seat: SeatState, communicated: CommunicatedState) -> str | None:
    """Return the address that has the seat's entry, or None where its mail did not arrive; a CANCEL that did not took nothing."""
    about = [
        row
        for row in communicated.rows.values()
        if row.payload.seat == seat.seat.id
        and (row.has_arrived or (row.is_fixed and row.payload.method == "REQUEST"))
    ]
    newest = max(about, key=lambda row: row.payload.sequence or 0, default=None)
    return newest.to_address if newest is not None and newest.has_arrived else None
