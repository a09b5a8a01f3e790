"""A coordinator records attendance."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.attendance import (
    Attendance,
    RefusedTick,
    Tick,
    refused_tick,
    require_markable,
)
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NotExpected, NotFound
from services.registration.store import attendance, seats
from services.registration.store.access import audit
from services.registration.store.outgoing import presence
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import transaction
from services.registration.store.webhooks import messages
from shared.postgres import Conn, Pool


@permitted("attendance.note")
async def note(
    pool: Pool, caller: Caller, session_id: UUID, marks: Sequence[tuple[UUID, Attendance]]
) -> list[UUID]:
    """Store each person's mark, all or nothing; return who came without a seat.

    Nobody has come or stayed away before the doors open. Raises `NotFound("person")` for somebody who never had a seat or
    waited, and `NotExpected` for one who has no seat and is not marked as present.
    """
    async with transaction(pool) as conn:
        locked = await _lock(conn, caller, session_id)
        # If a person is named twice, the last mark counts.
        mark_of = dict(marks)
        require_markable(locked.sessions[session_id], mark_of.values(), caller.now)
        noted = await attendance.note(conn, caller.organiser_id, session_id, mark_of, now=caller.now)
        if len(noted) < len(mark_of):
            raise NotFound("person")
        walk_ins = sorted(person_id for person_id, is_expected in noted.items() if not is_expected)
        if any(mark_of[person_id] != "present" for person_id in walk_ins):
            raise NotExpected
        await _log(conn, caller, session_id, mark_of)
        await presence.tell_noted(conn, caller.organiser_id, session_id, person_ids=sorted(mark_of))
    return walk_ins


@permitted("attendance.note")
async def note_ticks(
    pool: Pool, caller: Caller, session_id: UUID, ticks: Mapping[UUID, Tick]
) -> dict[UUID, RefusedTick]:
    """Store the ticks of people, by person id, each but for what has changed since it was shown; return those and why.

    What was shown and is chosen still is no tick: two who tick the same roll do not undo each other's. Raises `NotFound` for
    a session that is not there, and as `note` where nothing can be marked.
    """
    async with transaction(pool) as conn:
        locked = await _lock(conn, caller, session_id)
        require_markable(locked.sessions[session_id], (tick.mark for tick in ticks.values()), caller.now)
        stored = await attendance.list_marks(conn, caller.organiser_id, session_id, ticks)
        refused: dict[UUID, RefusedTick] = {}
        taken: dict[UUID, Attendance] = {}
        for person_id, tick in ticks.items():
            if (one := stored.get(person_id)) is None:
                refused[person_id] = RefusedTick(reason="gone")
            elif why := refused_tick(tick, one.attendance, is_expected=one.is_expected):
                refused[person_id] = why
            elif one.attendance != tick.mark:
                taken[person_id] = tick.mark
        if taken:
            await attendance.note(conn, caller.organiser_id, session_id, taken, now=caller.now)
            await _log(conn, caller, session_id, taken)
            await presence.tell_noted(conn, caller.organiser_id, session_id, person_ids=sorted(taken))
    return refused


async def _lock(conn: Conn, caller: Caller, session_id: UUID) -> LockedSessions:
    locked = await seats.lock_sessions(conn, caller.organiser_id, cohort_id=None, session_ids=[session_id])
    if locked is None:
        raise NotFound("session")
    return locked


async def _log(conn: Conn, caller: Caller, session_id: UUID, mark_of: Mapping[UUID, Attendance]) -> None:
    marks = {str(person_id): mark for person_id, mark in mark_of.items()}
    await audit.write(conn, caller, "attendance.note", ("session", session_id), after={"attendance": marks})
    await messages.tell(conn, caller.organiser_id, "attendance.changed", [session_id])
