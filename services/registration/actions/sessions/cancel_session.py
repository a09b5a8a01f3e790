"""Cancels a session."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.sessions.session_parts import lock_with_parts
from services.registration.domain.caller import Caller
from services.registration.domain.sessions.session import is_over
from services.registration.store import sessions
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("session.cancel")
async def cancel(pool: Pool, caller: Caller, session_id: UUID, *, reason: str | None) -> None:
    """Cancel the session with its parts that are not over, and tell notify. Safe to repeat.

    Seats stay, so that their holders are told.
    """
    async with transaction(pool) as conn:
        locked = await lock_with_parts(conn, caller, session_id)
        ids = [
            session.id
            for session in locked.sessions.values()
            if session.id == session_id or not is_over(session, caller.now)
        ]
        cancelled = await sessions.cancel(conn, caller.organiser_id, ids, reason=reason, now=caller.now)
        for cancelled_id in sorted(cancelled):
            await audit.write(
                conn,
                caller,
                "session.cancel",
                ("session", cancelled_id),
                before={"status": locked.sessions[cancelled_id].status},
                after={"status": "cancelled", "cancel_reason": reason},
            )
        await events.tell_sessions(conn, caller.organiser_id, cancelled)
