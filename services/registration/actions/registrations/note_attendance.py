"""A coordinator notes who came."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.domain.attendance import Attendance
from services.registration.domain.errors import NotFound
from services.registration.store import attendance, seats
from services.registration.store.transaction import transaction
from shared.postgres import Pool


async def note(
    pool: Pool,
    organiser_id: UUID,
    session_id: UUID,
    marks: Sequence[tuple[UUID, Attendance]],
    *,
    now: datetime,
) -> None:
    """Store each person's mark; all or nothing: `NotFound("person")` where one has no seat in the session."""
    async with transaction(pool) as conn:
        if await seats.lock_sessions(conn, organiser_id, cohort_id=None, session_ids=[session_id]) is None:
            raise NotFound("session")
        # The last mark counts, where somebody is named twice.
        wanted = dict(marks)
        noted = await attendance.note(conn, organiser_id, session_id, wanted, now=now)
        if len(noted) < len(wanted):
            raise NotFound("person")
