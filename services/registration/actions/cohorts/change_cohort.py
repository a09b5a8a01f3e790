"""Changes a cohort: its name, slug, and the default capacity of its sessions."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import reseat
from services.registration.domain.audit import changed_fields
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import CohortChanges
from services.registration.domain.errors import VersionConflict
from services.registration.store import cohorts, seats
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("cohort.change")
async def change(
    pool: Pool,
    caller: Caller,
    cohort_id: UUID,
    changes: CohortChanges,
    *,
    version: int | None,
) -> None:
    """Store the changed fields and tell notify; a raised capacity promotes people from the waiting lists at once."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, caller.organiser_id, cohort_id)
        if version is not None and version != cohort.version:
            raise VersionConflict(cohort_id)
        changed = changes.apply(cohort)
        if changed == cohort:
            return
        await cohorts.update(conn, msgspec.structs.replace(changed, version=cohort.version + 1))
        before, after = changed_fields(cohort, changed)
        await audit.write(conn, caller, "cohort.change", ("cohort", cohort_id), before=before, after=after)
        await events.tell_cohorts(conn, caller.organiser_id, [cohort_id])
        if changed.capacity != cohort.capacity:
            # Read after the update, so that sessions without a capacity of their own have the new one.
            locked = await seats.lock_sessions(
                conn, caller.organiser_id, cohort_id=cohort_id, session_ids=None
            )
            touched = await reseat(conn, caller, locked) if locked else []
            await events.tell_registrations(conn, caller.organiser_id, touched)
