"""Somebody has lost the link to their page: it is mailed again, to the address that we have and to no other."""

from datetime import datetime
from typing import Final
from uuid import UUID

from services.registration.store import registrations
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Pool

# Whoever has more registrations than this ahead finds the others' links in older mails.
_MOST: Final = 5


async def send_link(pool: Pool, organiser_id: UUID, registration_id: UUID, *, now: datetime) -> None:
    """Mail the link of one registration, unless that was done just before."""
    async with transaction(pool) as conn:
        asked = await registrations.ask_link(conn, organiser_id, [registration_id], now=now)
        await events.tell_registrations(conn, organiser_id, asked)


async def send_links(pool: Pool, organiser_id: UUID, email: str, *, now: datetime) -> None:
    """Mail the links of all that an address is registered for and that is ahead; nothing where there is none."""
    async with transaction(pool) as conn:
        today = times.local(now).date()
        found = await registrations.list_by_address(conn, organiser_id, email, today=today, limit=_MOST)
        asked = await registrations.ask_link(conn, organiser_id, found, now=now)
        await events.tell_registrations(conn, organiser_id, asked)
