"""Somebody who answered "maybe" in their calendar says on their own page that they come."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import AlreadyWithdrawn, SessionOfAnotherCohort
from services.registration.store import calendar_answers, registrations, seats
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("registration.confirm_coming")
async def confirm_coming(pool: Pool, caller: Caller, registration_id: UUID, *, session_id: UUID) -> None:
    """Note that the person comes to a date that they have a seat in; again, it changes nothing.

    Raises `AlreadyWithdrawn` where the seat has been given up.
    """
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=registration.cohort_id, session_ids=[session_id]
        )
        if locked is None:
            raise SessionOfAnotherCohort(session_id)
        found = await registrations.list_seats(conn, caller.organiser_id, [registration_id])
        seat = next(
            (
                one
                for one in found.get(registration_id, [])
                if one.session_id == session_id and one.status == "confirmed"
            ),
            None,
        )
        if seat is None:
            raise AlreadyWithdrawn
        await registrations.lock(conn, caller.organiser_id, [registration_id])
        await calendar_answers.set_answered(conn, caller.organiser_id, seat.id, caller.now)
        await registrations.settle(conn, caller.organiser_id, [registration_id])
        await audit.write(
            conn,
            caller,
            "registration.confirm_coming",
            ("registration", registration_id),
            after={"session_id": session_id},
        )
        await events.tell_registrations(conn, caller.organiser_id, [registration_id])
