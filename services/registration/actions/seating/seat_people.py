"""Registers several people with seats or waits in one transaction, all or nothing."""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec

from services.registration.actions.seating.reseat import SeatWish, reseat
from services.registration.domain.caller import Caller
from services.registration.domain.confirming import confirm_until
from services.registration.domain.options import go_together, require_ahead
from services.registration.domain.registration import default_calendar
from services.registration.store import registrations, unconfirmed
from services.registration.store.outgoing import events
from services.registration.store.registrations import RegistrationRow
from services.registration.store.seats import LockedSessions
from shared import ids
from shared.postgres import Conn


class SeatedRegistrations(msgspec.Struct, frozen=True, kw_only=True):
    """The registration of each person, and which of them are new."""

    by_person: dict[UUID, UUID]
    new: frozenset[UUID]


async def seat_people(
    conn: Conn,
    caller: Caller,
    locked: LockedSessions,
    coming: Sequence[RegistrationRow],
    *,
    session_ids: Collection[UUID],
    origin: str,
    must_confirm: bool = False,
    sharing: Collection[UUID] = (),
) -> SeatedRegistrations:
    """Register each person to the named, locked sessions; existing registrations are kept as they are.

    The cohort's questions are left to each person's own page. With `must_confirm` the new registrations count once the link
    in their mail has been opened and confirmed; `sharing` are people with one address, who get one mail together. Raises
    the error that prevents it.
    """
    chosen = [locked.sessions[session_id] for session_id in session_ids]
    require_ahead(chosen, caller.now)
    go_together(chosen)
    hold_until = confirm_until(chosen, caller.now) if must_confirm else None
    new = await registrations.insert(
        conn,
        caller.organiser_id,
        locked.cohort_id,
        coming,
        origin=origin,
        calendar=default_calendar(locked.calendar, dates=locked.dates),
        now=caller.now,
        confirm_until=hold_until,
    )
    if must_confirm:
        together = [row.id for row in coming if row.id in new and row.person_id in sharing]
        await unconfirmed.join(conn, caller.organiser_id, together)
    wishes = [
        SeatWish(registration_id=registration.id, session_id=session.id)
        for registration in coming
        if registration.id in new
        for session in chosen
    ]
    touched = await reseat(conn, caller, locked, give=wishes, hold_until=hold_until)
    await events.tell_registrations(conn, caller.organiser_id, touched)
    found = await registrations.list_live(
        conn, caller.organiser_id, locked.cohort_id, [registration.person_id for registration in coming]
    )
    return SeatedRegistrations(by_person=found, new=frozenset(new))


def a_registration(
    person_id: UUID, *, role: str | None, organisation: str | None, invitation_id: UUID | None = None
) -> RegistrationRow:
    """Build a new registration row."""
    return RegistrationRow(
        id=ids.new(), person_id=person_id, invitation_id=invitation_id, role=role, organisation=organisation
    )
