"""A coordinator changes a session: moves it, renames it, gives it more seats."""

from datetime import datetime
from uuid import UUID

from services.registration.actions.seating.reseat import reseat
from services.registration.domain import session as rules
from services.registration.domain.errors import FieldsRefused, NotFound, VersionConflict
from services.registration.store import seats, sessions
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


async def change(
    pool: Pool,
    organiser_id: UUID,
    session_id: UUID,
    changes: rules.SessionChanges,
    *,
    version: int | None,
    silent: bool,
    reason: str | None,
    now: datetime,
) -> None:
    """Store what is otherwise and tell notify; a raised capacity lets those who wait move up at once.

    Capacity may be set below what is taken: nobody loses a seat, and none is given until there is room again.
    """
    async with transaction(pool) as conn:
        held = await seats.lock_sessions(
            conn, organiser_id, cohort_id=None, session_ids=[session_id], to_change=True
        )
        if held is None:
            raise NotFound("session")
        session = held.sessions[session_id]
        if version is not None and version != session.version:
            raise VersionConflict(session_id)
        changed = rules.change(session, changes, silent=silent, reason=reason, now=now)
        if isinstance(changed, list):
            raise FieldsRefused(changed)
        if changed == session:
            return
        await sessions.update(conn, changed)
        await events.tell_sessions(conn, organiser_id, [session_id])
        touched = await reseat(conn, organiser_id, held.with_session(changed), now=now)
        await events.tell_registrations(conn, organiser_id, touched)
