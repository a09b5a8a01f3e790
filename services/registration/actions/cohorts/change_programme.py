"""Creates, changes and deletes a programme."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields, new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import FieldsRefused, VersionConflict
from services.registration.domain.programme import NewProgramme, Programme, ProgrammeChanges, contradictions
from services.registration.store import programmes
from services.registration.store.access import audit
from services.registration.store.mailings import letter_texts
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("programme.create")
async def create(pool: Pool, caller: Caller, new: NewProgramme, *, programme_id: UUID | None = None) -> UUID:
    """Create a programme and return its id: the given one, or a new one."""
    programme = Programme(
        organiser_id=caller.organiser_id, id=programme_id or ids.new(), **msgspec.structs.asdict(new)
    )
    _require_sound(programme)
    async with transaction(pool) as conn:
        await programmes.insert(conn, programme)
        await audit.write(
            conn, caller, "programme.create", ("programme", programme.id), after=new_fields(new)
        )
        await events.tell_programmes(conn, caller.organiser_id, [programme.id])
    return programme.id


@permitted("programme.change")
async def change(
    pool: Pool, caller: Caller, programme_id: UUID, changes: ProgrammeChanges, *, version: int | None
) -> None:
    """Store the changed fields."""
    async with transaction(pool) as conn:
        current = await programmes.lock(conn, caller.organiser_id, programme_id)
        if version is not None and version != current.version:
            raise VersionConflict(programme_id)
        changed = changes.apply(current)
        _require_sound(changed)
        await programmes.update(conn, changed)
        before, after = changed_fields(current, changed)
        await audit.write(
            conn, caller, "programme.change", ("programme", programme_id), before=before, after=after
        )
        await events.tell_programmes(conn, caller.organiser_id, [programme_id])


@permitted("programme.delete")
async def delete(pool: Pool, caller: Caller, programme_id: UUID) -> None:
    """Delete a programme that has no cohort."""
    async with transaction(pool) as conn:
        await letter_texts.delete_of(conn, caller.organiser_id, programme_id)
        await programmes.delete(conn, caller.organiser_id, programme_id)
        await audit.write(conn, caller, "programme.delete", ("programme", programme_id))


def _require_sound(programme: Programme) -> None:
    if wrong := contradictions(programme):
        raise FieldsRefused(wrong)
