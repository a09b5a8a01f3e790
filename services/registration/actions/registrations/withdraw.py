"""Withdraws a registration from all or some sessions; waiting people are promoted."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import reseat
from services.registration.domain.caller import Caller
from services.registration.domain.errors import AlreadyWithdrawn, NothingChosen, SessionOfAnotherCohort
from services.registration.domain.sessions.session import is_over
from services.registration.store import registrations, seats
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("registration.withdraw")
async def withdraw(
    pool: Pool,
    caller: Caller,
    registration_id: UUID,
    *,
    session_ids: Sequence[UUID] | None,
) -> None:
    """Free all seats and waits ahead, or those in the named sessions. Raises `AlreadyWithdrawn` if there is none.

    Past seats stay, so that attendance is kept, unless nothing else is left.
    """
    if session_ids is not None and not session_ids:
        raise NothingChosen
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        known = {seat.session_id for seat in registration.seats}
        if strangers := [session_id for session_id in session_ids or () if session_id not in known]:
            raise SessionOfAnotherCohort(strangers[0])
        concerned = [
            seat.session_id
            for seat in registration.seats
            if seat.status != "withdrawn" and (session_ids is None or seat.session_id in session_ids)
        ]
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=registration.cohort_id, session_ids=concerned
        )
        if locked is None:
            raise AlreadyWithdrawn
        # Read again: with the sessions locked, the seats cannot change any more.
        current = (await registrations.list_seats(conn, caller.organiser_id, [registration_id])).get(
            registration_id, []
        )
        live = [seat for seat in current if seat.status != "withdrawn" and seat.session_id in locked.sessions]
        ahead = [seat for seat in live if not is_over(locked.sessions[seat.session_id], caller.now)]
        if not live:
            raise AlreadyWithdrawn
        freed = ahead or live
        touched = await reseat(conn, caller, locked, free=freed)
        before = {"session_ids": sorted(seat.session_id for seat in freed)}
        await audit.write(
            conn, caller, "registration.withdraw", ("registration", registration_id), before=before, after={}
        )
        await events.tell_registrations(conn, caller.organiser_id, touched)
