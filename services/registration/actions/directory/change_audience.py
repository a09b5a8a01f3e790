"""An audience, which is a rule, is added, changed or removed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import VersionConflict
from services.registration.store import audiences
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("audience.create")
async def create(pool: Pool, caller: Caller, values: Mapping[str, Any]) -> UUID:  # Any: the values of a row
    """Add an audience and give its id."""
    audience_id = ids.new()
    async with transaction(pool) as conn:
        await audiences.insert(conn, caller.organiser_id, audience_id, values)
    return audience_id


@permitted("audience.change")
async def change(
    pool: Pool, caller: Caller, audience_id: UUID, changes: Mapping[str, Any], *, version: int | None
) -> None:
    """Change what is given; who has been invited by it stays invited."""
    async with transaction(pool) as conn:
        current = await audiences.lock(conn, caller.organiser_id, audience_id)
        if version is not None and version != current["version"]:
            raise VersionConflict(audience_id)
        await audiences.update(conn, caller.organiser_id, audience_id, {**current, **changes})


@permitted("audience.delete")
async def delete(pool: Pool, caller: Caller, audience_id: UUID) -> None:
    """Remove an audience by which nobody is invited."""
    async with transaction(pool) as conn:
        await audiences.delete(conn, caller.organiser_id, audience_id)
