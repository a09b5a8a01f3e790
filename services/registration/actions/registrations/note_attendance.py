"""A coordinator records attendance."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.attendance import Attendance, require_markable
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NotExpected, NotFound
from services.registration.store import attendance, seats
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from services.registration.store.webhooks import messages
from shared.postgres import Pool


@permitted("attendance.note")
async def note(
    pool: Pool, caller: Caller, session_id: UUID, marks: Sequence[tuple[UUID, Attendance]]
) -> list[UUID]:
    """Store each person's mark, all or nothing; return who came without a seat.

    Nobody has come or stayed away before the doors open. Raises `NotFound("person")` for somebody who never had a seat or
    waited, and `NotExpected` for one who has no seat and is not marked as present.
    """
    async with transaction(pool) as conn:
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=None, session_ids=[session_id]
        )
        if locked is None:
            raise NotFound("session")
        # If a person is named twice, the last mark counts.
        mark_of = dict(marks)
        require_markable(locked.sessions[session_id], mark_of.values(), caller.now)
        noted = await attendance.note(conn, caller.organiser_id, session_id, mark_of, now=caller.now)
        if len(noted) < len(mark_of):
            raise NotFound("person")
        walk_ins = sorted(person_id for person_id, is_expected in noted.items() if not is_expected)
        if any(mark_of[person_id] != "present" for person_id in walk_ins):
            raise NotExpected
        marks_of = {str(person_id): mark for person_id, mark in mark_of.items()}
        await audit.write(
            conn, caller, "attendance.note", ("session", session_id), after={"attendance": marks_of}
        )
        await messages.tell(conn, caller.organiser_id, "attendance.changed", [session_id])
    return walk_ins
