"""Locks a session together with its parts, and checks what it is to be part of."""

from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.errors import (
    FieldsRefused,
    NotFound,
    SessionOfAnotherCohort,
    WholeCancelled,
)
from services.registration.domain.form import FieldError
from services.registration.domain.sessions.session import Session
from services.registration.store import seats, sessions
from services.registration.store.seats import LockedSessions
from shared.events import SessionStatus
from shared.postgres import Conn


async def lock_with_parts(conn: Conn, caller: Caller, session_id: UUID) -> LockedSessions:
    """Lock a session and its parts to change them; raises `NotFound`."""
    parts = await sessions.list_parts(conn, caller.organiser_id, session_id)
    locked = await seats.lock_sessions(
        conn, caller.organiser_id, cohort_id=None, session_ids=[session_id, *parts], to_change=True
    )
    if locked is None:
        raise NotFound("session")
    return locked


async def require_whole(
    conn: Conn,
    caller: Caller,
    whole_id: UUID,
    *,
    cohort_id: UUID,
    status: SessionStatus | None,
    parts: LockedSessions | None = None,
) -> None:
    """Raise unless a session with this status can be part of the other: of the same cohort, and not cancelled.

    `parts` are the session itself and its own parts, of which it cannot be a part.
    """
    if parts is not None and whole_id in parts.sessions:
        raise FieldsRefused([FieldError("parent_id", "not_a_choice")])
    whole: Session = await sessions.get(conn, caller.organiser_id, whole_id)
    if whole.cohort_id != cohort_id:
        raise SessionOfAnotherCohort(whole_id)
    if whole.status == "cancelled" and status != "cancelled":
        raise WholeCancelled(whole_id, title=whole.title)
