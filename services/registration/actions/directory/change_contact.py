"""A contact is added, changed or removed; notify hears of it with the programmes that it answers for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import VersionConflict
from services.registration.store import contacts
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("contact.create")
async def create(pool: Pool, caller: Caller, values: Mapping[str, Any]) -> UUID:  # Any: the values of a row
    """Add a contact and give its id."""
    contact_id = ids.new()
    async with transaction(pool) as conn:
        await contacts.insert(conn, caller.organiser_id, contact_id, values)
    return contact_id


@permitted("contact.change")
async def change(
    pool: Pool, caller: Caller, contact_id: UUID, changes: Mapping[str, Any], *, version: int | None
) -> None:
    """Change what is given."""
    async with transaction(pool) as conn:
        current = await contacts.lock(conn, caller.organiser_id, contact_id)
        if version is not None and version != current["version"]:
            raise VersionConflict(contact_id)
        concerned = await contacts.update(conn, caller.organiser_id, contact_id, {**current, **changes})
        await events.tell_programmes(conn, caller.organiser_id, concerned)


@permitted("contact.delete")
async def delete(pool: Pool, caller: Caller, contact_id: UUID) -> None:
    """Remove a contact that no programme has."""
    async with transaction(pool) as conn:
        await contacts.delete(conn, caller.organiser_id, contact_id)
