"""Mails a lost personal link again, only to the stored address."""

from typing import Final
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import AddressIsNew
from services.registration.store import invitations, registrations
from services.registration.store.access import audit, personal_links
from services.registration.store.directory import people
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Conn, Pool

# A person with more registrations ahead finds the other links in older mails.
_MOST: Final = 5


@permitted("registration.send_link")
async def send_link(pool: Pool, caller: Caller, registration_id: UUID) -> None:
    """Mail the link of one registration, unless that was done a moment ago."""
    async with transaction(pool) as conn:
        changed = await registrations.ask_link(conn, caller.organiser_id, [registration_id], now=caller.now)
        await events.tell_registrations(conn, caller.organiser_id, changed)


@permitted("registration.send_data_link")
async def send_data_link(pool: Pool, caller: Caller, registration_id: UUID) -> None:
    """Mail the link to the person's stored data and to their erasure, unless that was done a moment ago.

    Raises `AddressIsNew` if the address was changed through a personal link during the last three days.
    """
    async with transaction(pool) as conn:
        if await personal_links.has_new_address(conn, caller.organiser_id, registration_id, now=caller.now):
            raise AddressIsNew
        if await personal_links.ask_data_link(conn, caller.organiser_id, registration_id, now=caller.now):
            await events.tell_registrations(conn, caller.organiser_id, [registration_id])


@permitted("registration.send_link")
async def send_links(pool: Pool, caller: Caller, email: str) -> None:
    """Mail each link of an address that leads on: registrations with sessions ahead, and unanswered invitations.

    Does nothing if there are none.
    """
    async with transaction(pool) as conn:
        await _send_all(conn, caller, email)


@permitted("registration.send_link")
async def send_links_of(pool: Pool, caller: Caller, person_id: UUID) -> int:
    """The same for one person, by staff; returns how many links are mailed. Raises `NotFound`."""
    async with transaction(pool) as conn:
        person = await people.get(conn, caller.organiser_id, person_id, sees_protected=caller.sees_protected)
        if person.email is None:
            return 0
        await audit.write(conn, caller, "registration.send_link", ("person", person_id))
        return await _send_all(conn, caller, person.email)


async def _send_all(conn: Conn, caller: Caller, email: str) -> int:
    today = times.local(caller.now).date()
    found = await registrations.list_by_address(conn, caller.organiser_id, email, today=today, limit=_MOST)
    changed = await registrations.ask_link(conn, caller.organiser_id, found, now=caller.now)
    await events.tell_registrations(conn, caller.organiser_id, changed)
    unanswered = await invitations.list_by_address(conn, caller.organiser_id, email, today=today, limit=_MOST)
    asked = await invitations.ask_link(conn, caller.organiser_id, unanswered, now=caller.now)
    await events.tell_invitations(conn, caller.organiser_id, asked)
    return len(changed) + len(asked)
