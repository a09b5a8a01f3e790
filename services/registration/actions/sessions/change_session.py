"""Changes a session: its time, its text or its capacity."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.invitations.added_sessions import add_to_open_invitations
from services.registration.actions.permitted import permitted
from services.registration.actions.seating.renew_offers import renew_offers
from services.registration.actions.seating.reseat import reseat
from services.registration.actions.sessions.session_parts import lock_with_parts, require_whole
from services.registration.domain.audit import changed_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import CohortCancelled, FieldsRefused, VersionConflict
from services.registration.domain.options import is_invitable
from services.registration.domain.sessions import session as rules
from services.registration.domain.sessions.session_parts import changed_parts
from services.registration.store import added_sessions, calendar_answers, sessions
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import transaction
from shared.postgres import Conn, Pool


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
    """Store the changed fields and tell notify; a raised capacity promotes waiting people at once. Its parts follow.

    Capacity may be set below the number of taken seats: all are kept, and none is given until there is room.
    """
    async with transaction(pool) as conn:
        await _lock_open_invitations(conn, caller, session_id)
        locked = await lock_with_parts(conn, caller, session_id)
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
        await _require_whole(conn, caller, locked, session, changed)
        others = [part for part in locked.sessions.values() if part.id != session_id]
        parts = changed_parts(others, session, changed, silent=silent, reason=reason, now=caller.now)
        pairs = [(session, changed), *parts]
        await _store(conn, caller, locked, pairs)
        now_open = [new for old, new in pairs if not is_invitable(old, caller.now)]
        await add_to_open_invitations(conn, caller, now_open)
        renewed = await renew_offers(conn, caller, locked, pairs)
        touched = await reseat(conn, caller, locked)
        await events.tell_registrations(conn, caller.organiser_id, sorted({*renewed, *touched}))


async def _lock_open_invitations(conn: Conn, caller: Caller, session_id: UUID) -> None:
    """Lock the invitations that get the session if it can be invited to after the change; before the session."""
    session = await sessions.get(conn, caller.organiser_id, session_id)
    if not is_invitable(session, caller.now):
        await added_sessions.lock_open(conn, caller.organiser_id, session.cohort_id)


async def _require_whole(
    conn: Conn, caller: Caller, locked: LockedSessions, before: rules.Session, after: rules.Session
) -> None:
    """Check the session that this one is part of, where that or the status has changed."""
    if after.parent_id is not None and (before.parent_id, before.status) != (after.parent_id, after.status):
        await require_whole(
            conn,
            caller,
            after.parent_id,
            cohort_id=after.cohort_id,
            status=after.status,
            parts=locked if before.parent_id != after.parent_id else None,
        )


async def _store(
    conn: Conn,
    caller: Caller,
    locked: LockedSessions,
    changes: Sequence[tuple[rules.Session, rules.Session]],
) -> None:
    for session, changed in changes:
        await sessions.update(conn, changed)
        before, after = changed_fields(session, changed)
        await audit.write(conn, caller, "session.change", ("session", session.id), before=before, after=after)
        locked.with_session(changed)
    moved = [changed.id for session, changed in changes if changed.timed_at != session.timed_at]
    if moved:
        await calendar_answers.settle_moved(conn, caller.organiser_id, moved, caller.now)
    await events.tell_sessions(conn, caller.organiser_id, [session.id for session, _ in changes])
