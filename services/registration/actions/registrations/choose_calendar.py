"""Somebody registered chooses how to have the dates: as calendar mails, a subscription, or not at all."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import AlreadyWithdrawn
from services.registration.store import registrations
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.events import Calendar
from shared.postgres import Pool


@permitted("registration.choose_calendar")
async def choose_calendar(
    pool: Pool,
    caller: Caller,
    registration_id: UUID,
    *,
    calendar: Calendar,
) -> None:
    """Store the choice and tell notify; the same choice again changes nothing."""
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        if registration.status == "withdrawn":
            raise AlreadyWithdrawn
        if await registrations.set_calendar(conn, caller.organiser_id, registration_id, calendar):
            await events.tell_registrations(conn, caller.organiser_id, [registration_id])
