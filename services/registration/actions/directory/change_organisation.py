"""An organisation is added, changed or removed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import FieldsRefused, VersionConflict
from services.registration.domain.form import FieldError
from services.registration.store import organisations
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("organisation.create")
async def create(pool: Pool, caller: Caller, values: Mapping[str, Any]) -> UUID:  # Any: the values of a row
    """Add an organisation and give its id."""
    organisation_id = ids.new()
    async with transaction(pool) as conn:
        await organisations.insert(conn, caller.organiser_id, organisation_id, values)
    return organisation_id


@permitted("organisation.change")
async def change(
    pool: Pool, caller: Caller, organisation_id: UUID, changes: Mapping[str, Any], *, version: int | None
) -> None:
    """Change what is given; nobody may come to belong to itself."""
    async with transaction(pool) as conn:
        if changes.get("parent_id"):
            await organisations.lock_tree(conn, caller.organiser_id)
            if await organisations.is_above(conn, caller.organiser_id, organisation_id, changes["parent_id"]):
                raise FieldsRefused([FieldError("parent_id", "does_not_match")])
        current = await organisations.lock(conn, caller.organiser_id, organisation_id)
        if version is not None and version != current["version"]:
            raise VersionConflict(organisation_id)
        await organisations.update(conn, caller.organiser_id, organisation_id, {**current, **changes})


@permitted("organisation.delete")
async def delete(pool: Pool, caller: Caller, organisation_id: UUID) -> None:
    """Remove an organisation that nothing depends on."""
    async with transaction(pool) as conn:
        await organisations.delete(conn, caller.organiser_id, organisation_id)
