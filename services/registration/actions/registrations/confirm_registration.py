"""Confirms a registration by the mailed link, and ends those that nobody has confirmed in time."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.registration.actions.one_by_one import one_by_one
from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import reseat
from services.registration.domain.caller import Caller, Initiator
from services.registration.domain.cohort import promotes
from services.registration.domain.errors import CohortNotOpen, ConfirmationOver
from services.registration.domain.registration import RegistrationSeat
from services.registration.store import registrations, seats, unconfirmed
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import reading, transaction
from shared.postgres import Conn, Pool

_AT_ONCE: Final = 500


@permitted("registration.confirm")
async def confirm(pool: Pool, caller: Caller, registration_id: UUID) -> None:
    """Let a registration count, with those that its link confirms too; does nothing if that has been done.

    Held seats become the person's, and a place in the waiting list moves up at once where there is room. Raises
    `ConfirmationOver` if the time has run out.
    """
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        until = registration.confirm_until
        if until is None:
            return
        if registration.status == "withdrawn" or until <= caller.now:
            raise ConfirmationOver
        theirs = await unconfirmed.together(
            conn, caller.organiser_id, registration_id, cohort_id=registration.cohort_id, now=caller.now
        )
        if registration_id not in theirs:
            return  # confirmed or let go since it was read
        locked = await _lock(conn, caller, registration.cohort_id, theirs)
        if locked is None:
            raise ConfirmationOver
        if not promotes(locked.cohort_status):
            raise CohortNotOpen
        held = await _held(conn, caller, theirs)
        late = [seat for seat in held if seat.offered_until is not None and seat.offered_until <= caller.now]
        touched = await reseat(conn, caller, locked, free=late, confirm=theirs)
        for confirmed_id in theirs:
            await audit.write(conn, caller, "registration.confirm", ("registration", confirmed_id), after={})
        await events.tell_registrations(conn, caller.organiser_id, touched)


@permitted("registration.let_go")
async def let_go(pool: Pool, initiator: Initiator) -> int:
    """End the registrations that nobody has confirmed in time, one short transaction each; return how many there were.

    Their seats go to the next in line. Nobody is told: the address is that of a person who did not answer.
    """
    async with reading(pool) as conn:
        late = await unconfirmed.list_late(conn, now=initiator.now, most=_AT_ONCE)

    async def let_one_go(organiser_id: UUID, registration_id: UUID) -> None:
        await _let_go(pool, initiator.for_organiser(organiser_id), registration_id)

    return len(await one_by_one(late, let_one_go, chore="registrations.let_go"))


async def _let_go(pool: Pool, caller: Caller, registration_id: UUID) -> None:
    async with transaction(pool) as conn:
        cohort_id = (await registrations.get(conn, caller.organiser_id, registration_id)).cohort_id
        locked = await _lock(conn, caller, cohort_id, [registration_id])
        # Read again: with the sessions and the registration locked, neither can change any more.
        await registrations.lock(conn, caller.organiser_id, [registration_id])
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        if registration.confirm_until is None or registration.confirm_until > caller.now or locked is None:
            return
        free = [seat for seat in registration.seats if seat.session_id in locked.sessions]
        touched = await reseat(conn, caller, locked, free=free, touch=[registration_id])
        await events.tell_registrations(conn, caller.organiser_id, touched)


async def _lock(
    conn: Conn, caller: Caller, cohort_id: UUID, registration_ids: Sequence[UUID]
) -> LockedSessions | None:
    """Lock the sessions in which these registrations have a place; None if there are none."""
    found = await registrations.list_seats(conn, caller.organiser_id, registration_ids)
    concerned = {seat.session_id for own in found.values() for seat in own if seat.status != "withdrawn"}
    return await seats.lock_sessions(
        conn, caller.organiser_id, cohort_id=cohort_id, session_ids=sorted(concerned)
    )


async def _held(conn: Conn, caller: Caller, registration_ids: Sequence[UUID]) -> list[RegistrationSeat]:
    found = await registrations.list_seats(conn, caller.organiser_id, registration_ids)
    return [seat for own in found.values() for seat in own if seat.is_reserved]
