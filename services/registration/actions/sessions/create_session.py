"""Adds a session to a cohort."""

from uuid import UUID

import msgspec

from services.registration.actions.invitations.added_sessions import add_to_open_invitations
from services.registration.actions.permitted import permitted
from services.registration.actions.sessions.session_parts import require_whole
from services.registration.domain.audit import new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import CohortCancelled, FieldsRefused
from services.registration.domain.sessions import session as rules
from services.registration.store import cohorts, sessions
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("session.create")
async def create(
    pool: Pool,
    caller: Caller,
    cohort_id: UUID,
    new: rules.NewSession,
    *,
    session_id: UUID | None = None,
) -> UUID:
    """Store a session with its seat counter, tell notify, and return its id; it gives no seats.

    Unanswered invitations to all sessions of the cohort are to this one too.
    """
    completed = rules.complete(new)
    if isinstance(completed, list):
        raise FieldsRefused(completed)
    async with transaction(pool) as conn:
        cohort = await cohorts.get(conn, caller.organiser_id, cohort_id)
        if cohort.status == "cancelled":
            raise CohortCancelled
        if completed.parent_id is not None:
            await require_whole(
                conn, caller, completed.parent_id, cohort_id=cohort_id, status=completed.status
            )
        session = rules.Session(
            organiser_id=caller.organiser_id,
            id=session_id or ids.new(),
            cohort_id=cohort_id,
            timed_at=caller.now,
            **(msgspec.structs.asdict(completed) | {"status": completed.status or "scheduled"}),
        )
        await sessions.insert(conn, session)
        await audit.write(conn, caller, "session.create", ("session", session.id), after=new_fields(session))
        await events.tell_sessions(conn, caller.organiser_id, [session.id])
        await add_to_open_invitations(conn, caller, [session])
    return session.id
