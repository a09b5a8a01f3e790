"""Deletes a session that no one has had a seat in."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import SessionHasParts
from services.registration.store import sessions
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from services.registration.store.webhooks import messages
from shared.postgres import Pool


@permitted("session.delete")
async def delete(pool: Pool, caller: Caller, session_id: UUID) -> None:
    """Delete the session with its counter.

    Raises `SessionHasParts` if others are part of it, and `DependedUpon` if it has seats or invitations, or another
    session refers to it.
    """
    async with transaction(pool) as conn:
        if part_ids := await sessions.list_parts(conn, caller.organiser_id, session_id):
            parts = await sessions.list_after(conn, caller.organiser_id, ids=part_ids)
            raise SessionHasParts(session_id, titles=[part.title for part in parts])
        await sessions.delete(conn, caller.organiser_id, session_id)
        await audit.write(conn, caller, "session.delete", ("session", session_id))
        await messages.tell(conn, caller.organiser_id, "session.changed", [session_id])
