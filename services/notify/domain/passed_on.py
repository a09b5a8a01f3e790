"""Mails are about a person and a session, not about a row: what was told of a seat passes to the seat that follows it.

A withdrawn seat never returns. Whoever waits and is given somebody's seat, or gives a date up and takes it again, has a
new seat in the same session. They have not left the session, so they get no word of a withdrawal.
"""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from services.notify.domain.communicated import CalendarEntry
from shared.events import Registration, Seat


def newest_seats(registration: Registration) -> dict[UUID, Seat]:
    """Return the seat that counts in each session: the one that is not withdrawn, else the last."""
    found: dict[UUID, Seat] = {}
    for seat in sorted(
        registration.seats, key=lambda seat: (seat.status != "withdrawn", seat.since, seat.id)
    ):
        found[seat.session_id] = seat
    return found


def pass_on(registration: Registration, entries: Mapping[UUID, CalendarEntry]) -> dict[UUID, CalendarEntry]:
    """Return the entries that change when a seat has taken another's place, by seat id.

    The new seat's entry says what was told of the old one, and the old one counts as told to be withdrawn. A calendar
    entry that was placed for the old seat stays on the old one's entry, and is removed by a message of its own.
    """
    newest = newest_seats(registration)
    changed: dict[UUID, CalendarEntry] = {}
    for seat in sorted(registration.seats, key=lambda seat: (seat.since, seat.id)):
        entry, heir = entries.get(seat.id), newest[seat.session_id]
        if entry is None or seat.id == heir.id or entry.status == "withdrawn":
            continue
        if heir.status == "withdrawn" and heir.id not in entries:
            continue  # nothing was told of the newer seat: the older one's withdrawal is the news
        changed[seat.id] = msgspec.structs.replace(entry, status="withdrawn")
        if heir.id not in entries and entry.status != "cancelled":
            changed[heir.id] = msgspec.structs.replace(
                entry, seat_id=heir.id, sequence=None, is_placed=False, address=None, partstat="NEEDS-ACTION"
            )
    return changed
