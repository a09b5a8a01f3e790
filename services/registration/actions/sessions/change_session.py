"""Changes a session: its time, its text or its capacity."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.renew_offers import renew_offers
from services.registration.actions.seating.reseat import reseat
from services.registration.domain import session as rules
from services.registration.domain.audit import changed_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import CohortCancelled, FieldsRefused, NotFound, VersionConflict
from services.registration.store import audit, seats, sessions
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("session.change")
async def change(
    pool: Pool,
    caller: Caller,
    session_id: UUID,
    changes: rules.SessionChanges,
    *,
    version: int | None,
    silent: bool,
    reason: str | None,
) -> None:
    """Store the changed fields and tell notify; a raised capacity promotes waiting people at once.

    Capacity may be set below the number of taken seats: all are kept, and none is given until there is room.
    """
    async with transaction(pool) as conn:
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=None, session_ids=[session_id], to_change=True
        )
        if locked is None:
            raise NotFound("session")
        session = locked.sessions[session_id]
        if version is not None and version != session.version:
            raise VersionConflict(session_id)
        changed = rules.change(session, changes, silent=silent, reason=reason, now=caller.now)
        if isinstance(changed, list):
            raise FieldsRefused(changed)
        if changed == session:
            return
        if locked.cohort_status == "cancelled" and changed.status != "cancelled" == session.status:
            raise CohortCancelled
        await sessions.update(conn, changed)
        before, after = changed_fields(session, changed)
        await audit.write(conn, caller, "session.change", ("session", session_id), before=before, after=after)
        await events.tell_sessions(conn, caller.organiser_id, [session_id])
        renewed = await renew_offers(conn, caller, locked, [(session, changed)])
        touched = await reseat(conn, caller, locked.with_session(changed))
        await events.tell_registrations(conn, caller.organiser_id, sorted({*renewed, *touched}))
