"""Creates, changes and deletes an audience, which is a rule that selects people."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields, new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.directory.audience import Audience, AudienceChanges, NewAudience
from services.registration.domain.errors import VersionConflict
from services.registration.store.access import audit
from services.registration.store.directory import audiences
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("audience.create")
async def create(pool: Pool, caller: Caller, new: NewAudience, *, audience_id: UUID | None = None) -> UUID:
    """Create an audience and return its id: the given one, or a new one."""
    audience = Audience(
        organiser_id=caller.organiser_id, id=audience_id or ids.new(), **msgspec.structs.asdict(new)
    )
    async with transaction(pool) as conn:
        await audiences.insert(conn, audience)
        await audit.write(conn, caller, "audience.create", ("audience", audience.id), after=new_fields(new))
    return audience.id


@permitted("audience.change")
async def change(
    pool: Pool, caller: Caller, audience_id: UUID, changes: AudienceChanges, *, version: int | None
) -> None:
    """Store the changed fields; invitations that have been sent stay."""
    async with transaction(pool) as conn:
        current = await audiences.lock(conn, caller.organiser_id, audience_id)
        if version is not None and version != current.version:
            raise VersionConflict(audience_id)
        changed = changes.apply(current)
        await audiences.update(conn, changed)
        before, after = changed_fields(current, changed)
        await audit.write(
            conn, caller, "audience.change", ("audience", audience_id), before=before, after=after
        )


@permitted("audience.delete")
async def delete(pool: Pool, caller: Caller, audience_id: UUID) -> None:
    """Delete an audience that no invitation rule uses."""
    async with transaction(pool) as conn:
        await audiences.delete(conn, caller.organiser_id, audience_id)
        await audit.write(conn, caller, "audience.delete", ("audience", audience_id))
