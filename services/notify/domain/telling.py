"""What the holders of seats know once a message has gone: the entries that it leaves behind."""

from collections.abc import Mapping
from uuid import UUID

from services.notify.domain.calendar import partstat_after
from services.notify.domain.told import Entry, Matter
from services.notify.domain.world import World, standing
from shared.events import Registration, Seat


def entries_after(
    world: World,
    registration: Registration,
    entries: Mapping[UUID, Entry],
    matter: Matter,
    *,
    address: str | None,
) -> list[Entry]:
    """Say where each seat stands for its holder when this has been told.

    What is withdrawn or cancelled keeps the details under which it was known: a CANCEL repeats them. `address` is
    that of the calendar message, if there is one.
    """
    about = set(matter.seats)
    return [
        _after(world, seat, entries.get(seat.id), matter, registration_id=registration.id, address=address)
        for seat in registration.seats
        if seat.id in about
    ]


def _after(
    world: World,
    seat: Seat,
    before: Entry | None,
    matter: Matter,
    *,
    registration_id: UUID,
    address: str | None,
) -> Entry:
    status, of = standing(world, seat), world.occasions[seat.session_id]
    keeps = before if status in {"withdrawn", "cancelled"} else None
    details = keeps.details if keeps else of.details
    sequence = before.sequence if before else None
    is_placed = before.is_placed if before else False
    known_address = before.address if before else None
    partstat = before.partstat if before else "NEEDS-ACTION"
    if matter.seat == seat.id:
        sequence, is_placed = matter.sequence, matter.method == "REQUEST"
        known_address = known_address or address
        partstat = partstat_after(partstat, moved=before is None or before.details.time != details.time)
    return Entry(
        seat_id=seat.id,
        registration_id=registration_id,
        session_id=seat.session_id,
        status=status,
        edition=keeps.edition if keeps else of.session.edition,
        details=details,
        sequence=sequence,
        is_placed=is_placed,
        address=known_address,
        partstat=partstat,
    )
