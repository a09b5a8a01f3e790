"""Merges two entries of one person: registrations, invitations and positions come together, and nobody loses a seat.

The other entry stays for its history, without an address. Notify therefore mails it nothing but the CANCELs that take its entries out
of the calendar at the earlier address; the person gets the entries of the seats that come to them.
"""

import contextlib
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import Handover, reseat
from services.registration.domain.caller import Caller
from services.registration.domain.directory.merging import MergedSeats, merge_seats
from services.registration.domain.directory.person import Person, Position
from services.registration.domain.errors import FieldsRefused, NotFound
from services.registration.domain.form import FieldError, address_key
from services.registration.domain.registration import RegistrationSeat
from services.registration.store import registrations, seats
from services.registration.store.access import audit
from services.registration.store.directory import audiences, merged_people, people
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool

_TRIES: Final = 5


class _StillRegistered(Exception):
    """The person was registered to something else while the entries were merged."""


class MergedPeople(msgspec.Struct, kw_only=True):
    """What came together: seats that moved, seats that both had, of which one was freed, and the rest in numbers."""

    person_id: UUID
    merged_id: UUID
    registrations: int = 0
    seats_moved: int = 0
    seats_freed: int = 0
    invitations: int = 0
    positions: int = 0


@permitted("person.merge")
async def merge(pool: Pool, caller: Caller, person_id: UUID, into_id: UUID) -> MergedPeople:
    """Merge one entry into another. Raises `NotFound`, also for somebody who is being erased or was merged before.

    Of two seats in one session the survivor's row stays and takes what is better of the other: seat, place in line, attendance.
    """
    if person_id == into_id:
        raise FieldsRefused([FieldError("into", "does_not_match")])
    for _ in range(_TRIES):
        outcome = MergedPeople(person_id=into_id, merged_id=person_id)
        with contextlib.suppress(_StillRegistered):
            async with transaction(pool) as conn:
                await _merge(conn, caller, outcome)
            return outcome
    raise _StillRegistered


async def _merge(conn: Conn, caller: Caller, outcome: MergedPeople) -> None:
    organiser_id, person_id, into_id = caller.organiser_id, outcome.merged_id, outcome.person_id
    for each, field in ((person_id, "person"), (into_id, "into")):
        if await merged_people.find_survivor(conn, organiser_id, each) is not None:
            raise NotFound(field)
        try:
            await people.get(conn, organiser_id, each, sees_protected=caller.sees_protected)
        except NotFound:
            raise NotFound(field) from None
    await merged_people.lock_invitations(conn, organiser_id, [person_id, into_id])
    invited = await merged_people.move_invitations(conn, organiser_id, person_id, into_id)
    touched: set[UUID] = set()
    live = await merged_people.list_live(conn, organiser_id, person_id)
    for cohort_id, registration_id in live:
        touched |= await _merge_registration(conn, caller, outcome, cohort_id, registration_id)
    left = await merged_people.close_invitations(conn, organiser_id, person_id)
    await _merge_entries(conn, caller, outcome)
    if await merged_people.list_live(conn, organiser_id, person_id):
        raise _StillRegistered
    outcome.registrations, outcome.invitations = len(live), len(invited)
    await audit.write(
        conn,
        caller,
        "person.merge",
        ("person", into_id),
        after={
            "merged_id": person_id,
            "registrations": outcome.registrations,
            "seats_moved": outcome.seats_moved,
            "seats_freed": outcome.seats_freed,
            "invitations": outcome.invitations,
        },
    )
    await events.tell_people(conn, organiser_id, sorted([person_id, into_id]))
    await events.tell_registrations(conn, organiser_id, sorted(touched))
    await events.tell_invitations(conn, organiser_id, sorted({*invited, *left}))


async def _merge_registration(
    conn: Conn, caller: Caller, outcome: MergedPeople, cohort_id: UUID, registration_id: UUID
) -> set[UUID]:
    """Bring the seats of one registration to the survivor's, or to a new one like it; return whom to tell notify of."""
    organiser_id, into_id = caller.organiser_id, outcome.person_id
    locked = await seats.lock_sessions(conn, organiser_id, cohort_id=cohort_id, session_ids=None)
    if locked is None:
        return set()
    receiver = await registrations.find_live(conn, organiser_id, cohort_id, into_id)
    if receiver is None:
        receiver = ids.new()
        await merged_people.copy_registration(
            conn, organiser_id, registration_id, new_id=receiver, person_id=into_id
        )
    held = await registrations.list_seats(conn, organiser_id, sorted([registration_id, receiver]))
    merged = merge_seats(held.get(receiver, []), held.get(registration_id, []), locked.sessions)
    await registrations.lock(conn, organiser_id, sorted([registration_id, receiver]))
    await merged_people.take_what_is_better(conn, organiser_id, merged.pairs, now=caller.now)
    touched = await reseat(
        conn,
        caller,
        locked,
        free=_freed(merged),
        hand_over=[Handover(seat=seat, to_registration_id=receiver) for seat in merged.hand_over],
        touch=[registration_id, receiver],
    )
    await merged_people.take_position(conn, organiser_id, merged.pairs)
    await merged_people.copy_attendance(conn, organiser_id, [seat.id for seat in merged.hand_over])
    await merged_people.take_answers(conn, organiser_id, receiver, registration_id)
    outcome.seats_moved += len(merged.hand_over)
    outcome.seats_freed += len(merged.pairs) + len(merged.free)
    return set(touched)


def _freed(merged: MergedSeats) -> list[RegistrationSeat]:
    """The seats to free, as they are after the kept ones have taken theirs: a seat that was taken over frees none."""
    return [
        *(
            msgspec.structs.replace(pair.freed, status="waiting", offered_until=None)
            if pair.takes_seat
            else pair.freed
            for pair in merged.pairs
        ),
        *merged.free,
    ]


async def _merge_entries(conn: Conn, caller: Caller, outcome: MergedPeople) -> None:
    """Bring the entries themselves together; they are locked last, in order of id."""
    organiser_id = caller.organiser_id
    locked = {
        person_id: await people.lock(conn, organiser_id, person_id)
        for person_id in sorted([outcome.merged_id, outcome.person_id])
    }
    gone, kept = locked[outcome.merged_id], locked[outcome.person_id]
    takes_address = kept.email is None and gone.email is not None
    key = address_key(gone.email) if gone.email and not takes_address else None
    positions = [*kept.positions, *(each for each in gone.positions if not _has(kept, each))]
    outcome.positions = len(positions) - len(kept.positions)
    await merged_people.retire(conn, organiser_id, gone.id, kept.id, email_key=key, now=caller.now)
    changed = msgspec.structs.replace(
        kept,
        email=kept.email or gone.email,
        phone=kept.phone or gone.phone,
        protected_identity=kept.protected_identity or gone.protected_identity,
        positions=tuple(positions),
    )
    await people.update(conn, changed)
    if outcome.positions:
        await people.set_positions(conn, changed)
    await people.set_positions(conn, msgspec.structs.replace(gone, positions=()))
    await audiences.replace_person(conn, organiser_id, gone.id, kept.id)


def _has(person: Person, position: Position) -> bool:
    return position in person.positions
