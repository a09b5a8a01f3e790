"""Creates, changes and deletes an organisation."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields, new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.directory.organisation import (
    NewOrganisation,
    Organisation,
    OrganisationChanges,
    with_codes,
)
from services.registration.domain.errors import FieldsRefused, VersionConflict
from services.registration.domain.form import FieldError
from services.registration.store.access import audit
from services.registration.store.directory import organisations
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("organisation.create")
async def create(
    pool: Pool, caller: Caller, new: NewOrganisation, *, organisation_id: UUID | None = None
) -> UUID:
    """Create an organisation and return its id: the given one, or a new one."""
    new = with_codes(new)
    organisation = Organisation(
        organiser_id=caller.organiser_id, id=organisation_id or ids.new(), **msgspec.structs.asdict(new)
    )
    async with transaction(pool) as conn:
        await organisations.insert(conn, organisation)
        await audit.write(
            conn, caller, "organisation.create", ("organisation", organisation.id), after=new_fields(new)
        )
    return organisation.id


@permitted("organisation.change")
async def change(
    pool: Pool,
    caller: Caller,
    organisation_id: UUID,
    changes: OrganisationChanges,
    *,
    version: int | None,
) -> None:
    """Store the changed fields; an organisation cannot become its own ancestor."""
    async with transaction(pool) as conn:
        if parent_id := changes.fields.get("parent_id"):
            await organisations.lock_tree(conn, caller.organiser_id)
            if await organisations.is_above(conn, caller.organiser_id, organisation_id, parent_id):
                raise FieldsRefused([FieldError("parent_id", "does_not_match")])
        current = await organisations.lock(conn, caller.organiser_id, organisation_id)
        if version is not None and version != current.version:
            raise VersionConflict(organisation_id)
        changed = changes.apply(current)
        await organisations.update(conn, changed)
        before, after = changed_fields(current, changed)
        await audit.write(
            conn, caller, "organisation.change", ("organisation", organisation_id), before=before, after=after
        )


@permitted("organisation.delete")
async def delete(pool: Pool, caller: Caller, organisation_id: UUID) -> None:
    """Delete an organisation that nothing depends on."""
    async with transaction(pool) as conn:
        await organisations.delete(conn, caller.organiser_id, organisation_id)
        await audit.write(conn, caller, "organisation.delete", ("organisation", organisation_id))
