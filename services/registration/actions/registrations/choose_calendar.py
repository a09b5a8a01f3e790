"""Somebody registered chooses how to have the dates: as calendar mails, a subscription, or not at all."""

from datetime import datetime
from uuid import UUID

from services.registration.domain.errors import AlreadyWithdrawn
from services.registration.store import registrations
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.events import Calendar
from shared.postgres import Pool


async def choose_calendar(
    pool: Pool,
    organiser_id: UUID,
    registration_id: UUID,
    *,
    calendar: Calendar,
    now: datetime,  # noqa: ARG001 - as every action
) -> None:
    """Store the choice and tell notify; the same choice again changes nothing."""
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, organiser_id, registration_id)
        if registration.status == "withdrawn":
            raise AlreadyWithdrawn
        if await registrations.set_calendar(conn, organiser_id, registration_id, calendar):
            await events.tell_registrations(conn, organiser_id, [registration_id])
