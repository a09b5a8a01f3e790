"""A registered person chooses calendar mails, a subscription, or no calendar."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import AlreadyWithdrawn
from services.registration.store import registrations
from services.registration.store.access import audit
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
    """Store the choice and tell notify; does nothing if it is unchanged."""
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        if registration.status == "withdrawn":
            raise AlreadyWithdrawn
        if await registrations.set_calendar(conn, caller.organiser_id, registration_id, calendar):
            await audit.write(
                conn,
                caller,
                "registration.choose_calendar",
                ("registration", registration_id),
                before={"calendar": registration.calendar},
                after={"calendar": calendar},
            )
            await events.tell_registrations(conn, caller.organiser_id, [registration_id])
