"""A coordinator adds a session to a cohort."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain import session as rules
from services.registration.domain.errors import FieldsRefused
from services.registration.store import cohorts, sessions
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


async def create(
    pool: Pool, organiser_id: UUID, cohort_id: UUID, new: rules.NewSession, *, now: datetime
) -> UUID:
    """Store a session and the counter of its seats, and tell notify; nobody is given a seat by it."""
    completed = rules.complete(new)
    if isinstance(completed, list):
        raise FieldsRefused(completed)
    async with transaction(pool) as conn:
        await cohorts.get(conn, organiser_id, cohort_id)
        session = rules.Session(
            organiser_id=organiser_id,
            id=ids.new(),
            cohort_id=cohort_id,
            timed_at=now,
            **(msgspec.structs.asdict(completed) | {"status": completed.status or "scheduled"}),
        )
        await sessions.insert(conn, session)
        await events.tell_sessions(conn, organiser_id, [session.id])
    return session.id
