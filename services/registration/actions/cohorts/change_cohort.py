"""Changes a cohort: its name, slug, reminder rules, and the default capacity of its sessions."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import reseat
from services.registration.domain.audit import changed_fields
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort, CohortChanges
from services.registration.domain.errors import NotFound, VersionConflict
from services.registration.domain.reminder_rules import asks_who_came
from services.registration.store import cohorts, seats, sessions
from services.registration.store.access import audit
from services.registration.store.outgoing import events, presence
from services.registration.store.transaction import transaction
from shared.postgres import Conn, Pool


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
        if changed.reminders != cohort.reminders:
            await require_sessions(conn, changed)
        await cohorts.update(conn, msgspec.structs.replace(changed, version=cohort.version + 1))
        before, after = changed_fields(cohort, changed)
        await audit.write(conn, caller, "cohort.change", ("cohort", cohort_id), before=before, after=after)
        await events.tell_cohorts(conn, caller.organiser_id, [cohort_id])
        if asks_who_came(changed.reminders) and not asks_who_came(cohort.reminders):
            await presence.tell_cohort(conn, caller.organiser_id, cohort_id)
        if changed.capacity != cohort.capacity:
            # Read after the update, so that sessions without a capacity of their own have the new one.
            locked = await seats.lock_sessions(
                conn, caller.organiser_id, cohort_id=cohort_id, session_ids=None
            )
            touched = await reseat(conn, caller, locked) if locked else []
            await events.tell_registrations(conn, caller.organiser_id, touched)


async def require_sessions(conn: Conn, cohort: Cohort) -> None:
    """Raise `NotFound` where a reminder rule is about a session that the cohort does not have."""
    wanted = {rule.session_id for rule in cohort.reminders if rule.session_id is not None}
    if not wanted:
        return
    found = await sessions.list_after(conn, cohort.organiser_id, cohort_id=cohort.id)
    if not wanted <= {session.id for session in found}:
        raise NotFound("session")
