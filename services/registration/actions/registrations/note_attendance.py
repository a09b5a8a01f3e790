"""A coordinator records attendance."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.attendance import Attendance
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NotFound
from services.registration.store import attendance, audit, seats
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("attendance.note")
async def note(
    pool: Pool, caller: Caller, session_id: UUID, marks: Sequence[tuple[UUID, Attendance]]
) -> None:
    """Store each person's mark, all or nothing. Raises `NotFound("person")` if one has no seat in the session."""
    async with transaction(pool) as conn:
        if (
            await seats.lock_sessions(conn, caller.organiser_id, cohort_id=None, session_ids=[session_id])
            is None
        ):
            raise NotFound("session")
        # If a person is named twice, the last mark counts.
        mark_of = dict(marks)
        noted = await attendance.note(conn, caller.organiser_id, session_id, mark_of, now=caller.now)
        if len(noted) < len(mark_of):
            raise NotFound("person")
        marks_of = {str(person_id): mark for person_id, mark in mark_of.items()}
        await audit.write(
            conn, caller, "attendance.note", ("session", session_id), after={"attendance": marks_of}
        )
