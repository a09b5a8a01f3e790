"""A person is added, changed or removed; notify hears of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.registration.domain.errors import InUse, VersionConflict
from services.registration.store import events, people
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


async def create(
    pool: Pool, organiser_id: UUID, values: Mapping[str, Any]
) -> UUID:  # Any: the values of a row, with `positions`
    """Add a person with positions and give the id; `InUse("email")` where the address is somebody's already."""
    person_id = ids.new()
    async with transaction(pool) as conn:
        if await people.insert(conn, organiser_id, person_id, values) is None:
            raise InUse("email")
        await people.set_positions(conn, organiser_id, person_id, values.get("positions") or [])
        await events.tell_people(conn, organiser_id, [person_id])
    return person_id


async def change(
    pool: Pool, organiser_id: UUID, person_id: UUID, changes: Mapping[str, Any], *, version: int | None
) -> None:
    """Change what is given; `positions`, if given, are all that the person has from now on."""
    async with transaction(pool) as conn:
        current = await people.lock(conn, organiser_id, person_id)
        if version is not None and version != current["version"]:
            raise VersionConflict(person_id)
        if not await people.update(conn, organiser_id, person_id, {**current, **changes}):
            raise InUse("email")
        if changes.get("positions") is not None:
            await people.set_positions(conn, organiser_id, person_id, changes["positions"])
        await events.tell_people(conn, organiser_id, [person_id])


async def delete(pool: Pool, organiser_id: UUID, person_id: UUID) -> None:
    """Remove a person who was never invited or registered."""
    async with transaction(pool) as conn:
        await people.delete(conn, organiser_id, person_id)
