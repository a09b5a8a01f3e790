"""Somebody is added, changed or removed; notify hears of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import InUse, VersionConflict
from services.registration.store import people
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("person.create")
async def create(pool: Pool, caller: Caller, values: Mapping[str, Any]) -> UUID:  # Any: the values of a row
    """Add a person with positions and give their id; `InUse` names who has the address already."""
    person_id = ids.new()
    async with transaction(pool) as conn:
        if await people.insert(conn, caller.organiser_id, person_id, values) is None:
            raise await _in_use(conn, caller, values["email"])
        await people.set_positions(conn, caller.organiser_id, person_id, values["positions"])
        await events.tell_people(conn, caller.organiser_id, [person_id])
    return person_id


@permitted("person.change")
async def change(
    pool: Pool, caller: Caller, person_id: UUID, changes: Mapping[str, Any], *, version: int | None
) -> None:
    """Change what is given; `positions`, where given, are all that the person has from then on."""
    async with transaction(pool) as conn:
        current = await people.lock(conn, caller.organiser_id, person_id)
        if version is not None and version != current["version"]:
            raise VersionConflict(person_id)
        if not await people.update(conn, caller.organiser_id, person_id, {**current, **changes}):
            raise await _in_use(conn, caller, changes["email"])
        if "positions" in changes:
            await people.set_positions(conn, caller.organiser_id, person_id, changes["positions"])
        await events.tell_people(conn, caller.organiser_id, [person_id])


@permitted("person.delete")
async def delete(pool: Pool, caller: Caller, person_id: UUID) -> None:
    """Remove a person who was never invited or registered."""
    async with transaction(pool) as conn:
        await people.delete(conn, caller.organiser_id, person_id)


async def _in_use(conn: Conn, caller: Caller, email: str) -> InUse:
    return InUse("email", person_id=await people.find_by_email(conn, caller.organiser_id, email))
