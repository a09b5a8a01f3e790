"""Computes the calendar entries after a mail: what each seat holder has been told once it is sent."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from services.notify.domain.calendar import partstat_after
from services.notify.domain.communicated import CalendarEntry, CommunicatedState, DeliveryPayload
from services.notify.domain.seats import next_sequence
from services.notify.domain.unit_state import UnitState, effective_status
from shared.events import Registration, Seat


def entries_after(
    state: UnitState,
    registration: Registration,
    entries: Mapping[UUID, CalendarEntry],
    payload: DeliveryPayload,
    *,
    address: str | None,
) -> list[CalendarEntry]:
    """Return the new entry of each seat in `payload.seats`; after a farewell only the SEQUENCE rises.

    A withdrawn or cancelled seat keeps the details that were told last, because a CANCEL repeats them. `address` is the
    ORGANIZER's address of the calendar message, if the mail has one.
    """
    if payload.to is not None:
        return _after_farewell(entries, payload)
    seat_ids = set(payload.seats)
    return [
        _after(state, seat, entries.get(seat.id), payload, registration=registration, address=address)
        for seat in registration.seats
        if seat.id in seat_ids
    ]


def placed_still(communicated: CommunicatedState) -> list[CalendarEntry]:
    """Return the entries that are still in the calendar, because their last message was a CANCEL that was dropped.

    Not those of a session that was told to have no day: no CANCEL can be made for it.
    """
    dropped = {
        (row.payload.seat, row.payload.sequence, row.payload.address_edition)
        for row in communicated.rows.values()
        if row.is_dropped and row.payload.method == "CANCEL" and row.payload.to is None
    }
    return [
        msgspec.structs.replace(entry, is_placed=True)
        for entry in communicated.entries.values()
        if not entry.is_placed
        and entry.details.is_dated
        and (entry.seat_id, entry.sequence, entry.address_edition) in dropped
    ]


def _after(
    state: UnitState,
    seat: Seat,
    before: CalendarEntry | None,
    payload: DeliveryPayload,
    *,
    registration: Registration,
    address: str | None,
) -> CalendarEntry:
    status, facts = effective_status(state, seat), state.sessions[seat.session_id]
    keeps = before if status in {"withdrawn", "cancelled"} else None
    details = keeps.details if keeps else facts.details
    sequence = before.sequence if before else None
    is_placed = before.is_placed if before else False
    known_address = before.address if before else None
    partstat = before.partstat if before else "NEEDS-ACTION"
    is_first_here = before is None or before.address_edition != payload.address_edition
    link_generation = before.link_generation if before is not None and not is_first_here else seat.generation
    if payload.seat == seat.id:
        sequence, is_placed = payload.sequence, payload.method == "REQUEST"
        known_address = known_address or address
        link_generation = seat.generation
        is_moved = is_first_here or (before is not None and before.details.time != details.time)
        partstat = partstat_after(partstat, moved=is_moved)
    elif is_first_here and before is not None and before.is_placed:
        # The CANCEL to the earlier address has the SEQUENCE in between.
        sequence, is_placed = next_sequence(before, registration.epoch), False
    return CalendarEntry(
        seat_id=seat.id,
        registration_id=registration.id,
        session_id=seat.session_id,
        status=status,
        edition=keeps.edition if keeps else facts.session.edition,
        details=details,
        sequence=sequence,
        is_placed=is_placed,
        address=known_address,
        partstat=partstat,
        link_generation=link_generation,
        address_edition=payload.address_edition,
    )


def _after_farewell(entries: Mapping[UUID, CalendarEntry], payload: DeliveryPayload) -> list[CalendarEntry]:
    """Return the entry that is no longer in the calendar at the earlier address, unless a later address has it now."""
    before = entries.get(payload.seat) if payload.seat is not None else None
    if before is None or before.address_edition > payload.address_edition:
        return []
    sequence = max(before.sequence or 0, payload.sequence or 0)
    return [msgspec.structs.replace(before, sequence=sequence, is_placed=False)]
