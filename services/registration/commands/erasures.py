"""`kallelse erasures` and `kallelse forget PERSON_ID`, and repeating erasures after a restore."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.actions.directory.forget_person import forget
from services.registration.commands.connection import transaction
from services.registration.domain.caller import command
from services.registration.store import erasures
from shared import postgres, times
from shared.refused import Refused


async def list_all(database_url: str) -> list[tuple[UUID, datetime]]:
    """Return the id of each erased person and the time of their request."""
    async with transaction(database_url) as conn:
        return await erasures.list_all(conn)


async def forget_one(database_url: str, person_id: UUID) -> None:
    """Begin to erase a person; the running services finish it."""
    if await repeat(database_url, [person_id]) == 0:
        raise Refused("there is nobody with that id")


async def repeat(database_url: str, person_ids: Sequence[UUID]) -> int:
    """Begin to erase these people and return how many there are; unknown ids are skipped."""
    pool = await postgres.open_pool(database_url, "registration", size=2)
    known = 0
    try:
        for person_id in person_ids:
            async with pool.acquire() as conn:
                organiser_id = await erasures.organiser_of(conn, person_id)
            if organiser_id is not None:
                await forget(pool, command(times.now()).for_organiser(organiser_id), person_id)
                known += 1
    finally:
        await pool.close()
    return known
