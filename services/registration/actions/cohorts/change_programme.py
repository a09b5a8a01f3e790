"""A programme is added, changed or removed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import FieldsRefused, VersionConflict
from services.registration.domain.form import FieldError
from services.registration.store import programmes
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("programme.create")
async def create(pool: Pool, caller: Caller, values: Mapping[str, Any]) -> UUID:  # Any: the values of a row
    """Add a programme and give its id."""
    _require_order(values)
    programme_id = ids.new()
    async with transaction(pool) as conn:
        await programmes.insert(conn, caller.organiser_id, programme_id, values)
        await events.tell_programmes(conn, caller.organiser_id, [programme_id])
    return programme_id


@permitted("programme.change")
async def change(
    pool: Pool, caller: Caller, programme_id: UUID, changes: Mapping[str, Any], *, version: int | None
) -> None:
    """Change what is given."""
    async with transaction(pool) as conn:
        current = await programmes.lock(conn, caller.organiser_id, programme_id)
        if version is not None and version != current["version"]:
            raise VersionConflict(programme_id)
        changed = {**current, **changes}
        _require_order(changed)
        await programmes.update(conn, caller.organiser_id, programme_id, changed)
        await events.tell_programmes(conn, caller.organiser_id, [programme_id])


@permitted("programme.delete")
async def delete(pool: Pool, caller: Caller, programme_id: UUID) -> None:
    """Remove a programme that has no cohort."""
    async with transaction(pool) as conn:
        await programmes.delete(conn, caller.organiser_id, programme_id)


def _require_order(values: Mapping[str, Any]) -> None:  # Any: the values of a row
    starts_on, ends_on = values["starts_on"], values["ends_on"]
    if starts_on and ends_on and ends_on < starts_on:
        raise FieldsRefused([FieldError("ends_on", "before_start")])
