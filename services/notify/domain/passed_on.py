"""Mails are about a person and a session, not about a row: what was told of a seat passes to the seat that follows it.

A withdrawn seat never returns. Whoever waits and is given somebody's seat, or gives a date up and takes it again, has a
new seat in the same session. They have not left the session, so they get no word of a withdrawal. The same holds for
whoever withdraws from everything and registers anew, which makes another registration.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.communicated import CalendarEntry, CommunicatedState
from shared.events import Registration, Seat

# The `address_edition` of what no address was told of this registration.
_OF_ANOTHER_REGISTRATION: Final = 0


def newest_seats(*registrations: Registration) -> dict[UUID, Seat]:
    """Return a person's seat that counts in each session: the one that is not withdrawn, else the last."""
    found: dict[UUID, Seat] = {}
    seats = [seat for registration in registrations for seat in registration.seats]
    for seat in sorted(seats, key=lambda seat: (seat.status != "withdrawn", seat.since, seat.id)):
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


def entries_before(
    registration: Registration | None,
    others: Iterable[Registration],
    entries: Mapping[UUID, Mapping[UUID, CalendarEntry]],
) -> dict[UUID, CalendarEntry]:
    """Return what the person was told of each session by earlier registrations, for an invitation by all that they have had.

    `entries`: by registration and seat.
    """
    found: dict[UUID, CalendarEntry] = {}
    for earlier in sorted(others, key=_order, reverse=True):
        told = entries.get(earlier.id, {})
        if registration is None or _order(earlier) < _order(registration):
            for session_id, seat in newest_seats(earlier).items():
                if seat.id in told:
                    found.setdefault(session_id, told[seat.id])
    return found


def take_over(registration: Registration, communicated: CommunicatedState) -> dict[UUID, CalendarEntry]:
    """Return the entries of seats that begin with what was told of an earlier registration, by seat id.

    They count as told to nobody: the first mail says everything, and has the link of the new registration. But if the seat
    is lost before it goes, that is news.
    """
    if registration.confirm_until is not None:
        return {}  # it does not count yet
    known = {entry.session_id for entry in communicated.entries.values()}
    return {
        seat.id: msgspec.structs.replace(
            entry,
            seat_id=seat.id,
            registration_id=registration.id,
            sequence=None,
            is_placed=False,
            address=None,
            partstat="NEEDS-ACTION",
            is_adopted=False,
            link_generation=seat.generation,
            address_edition=_OF_ANOTHER_REGISTRATION,
        )
        for session_id, seat in newest_seats(registration).items()
        if session_id not in known and (entry := communicated.earlier.get(session_id)) is not None
    }


def leave(
    registration: Registration, others: Iterable[Registration], entries: Mapping[UUID, CalendarEntry]
) -> dict[UUID, CalendarEntry]:
    """Return the entries of a withdrawn registration as they are where a later one has a seat in the session.

    There the later one says what is news; what is left to do here is to remove the calendar entry.
    """
    later = {seat.session_id for one in others if _order(one) > _order(registration) for seat in one.seats}
    if registration.status != "withdrawn" or not later:
        return dict(entries)
    return {
        seat_id: msgspec.structs.replace(entry, status="withdrawn") if entry.session_id in later else entry
        for seat_id, entry in entries.items()
    }


def present_registration(registration: Registration, others: Iterable[Registration]) -> Registration:
    """Return the person's newest registration in the cohort, whose page has what is so now."""
    return max((registration, *others), key=_order)


def _order(registration: Registration) -> tuple[datetime, UUID]:
    return registration.registered_at, registration.id
