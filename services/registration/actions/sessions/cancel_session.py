"""Cancels a session."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NotFound
from services.registration.store import audit, seats, sessions
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("session.cancel")
async def cancel(pool: Pool, caller: Caller, session_id: UUID, *, reason: str | None) -> None:
    """Cancel the session and tell notify; seats stay, so that their holders are told. Safe to repeat."""
    async with transaction(pool) as conn:
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=None, session_ids=[session_id], to_change=True
        )
        if locked is None:
            raise NotFound("session")
        if await sessions.cancel(conn, caller.organiser_id, [session_id], reason=reason, now=caller.now):
            await audit.write(
                conn,
                caller,
                "session.cancel",
                ("session", session_id),
                before={"status": locked.sessions[session_id].status},
                after={"status": "cancelled", "cancel_reason": reason},
            )
            await events.tell_sessions(conn, caller.organiser_id, [session_id])
