"""A coordinator decides what becomes of an answer that waits: it counts, is put aside, or its proposal is refused."""

from uuid import UUID

from services.registration.actions.calendar_answers.apply_answer import (
    apply_answer,
    lock_session,
    note,
    resend_entry,
)
from services.registration.actions.permitted import permitted
from services.registration.domain.calendar_answer import ReceivedAnswer, consequence_once_counted
from services.registration.domain.caller import Caller
from services.registration.store import calendar_answers
from services.registration.store.transaction import one_transaction
from shared.postgres import Pool


@permitted("calendar_answer.count")
async def count_answer(pool: Pool, caller: Caller, answer_id: UUID) -> ReceivedAnswer:
    """Let an answer count as if the holder of the seat had sent it; does nothing if it no longer waits."""
    async with one_transaction(pool) as conn:
        answer = await calendar_answers.lock(conn, caller.organiser_id, answer_id)
        session = await lock_session(conn, answer) if answer.status == "waits" else None
        if session is not None:
            answer = await calendar_answers.lock(conn, caller.organiser_id, answer_id)
            what = consequence_once_counted(answer, session, caller.now)
            await apply_answer(conn, pool, caller, answer, what)
            await calendar_answers.settle(conn, answer, "done", "counted", caller.now)
        return answer


@permitted("calendar_answer.put_aside")
async def put_aside(pool: Pool, caller: Caller, answer_id: UUID) -> ReceivedAnswer:
    """Have an answer wait no longer, and do nothing else."""
    async with one_transaction(pool) as conn:
        answer = await calendar_answers.lock(conn, caller.organiser_id, answer_id)
        if answer.status == "waits":
            await calendar_answers.settle(conn, answer, "done", "put_aside", caller.now)
            await note(conn, caller, "calendar_answer.put_aside", answer)
        return answer


@permitted("calendar_answer.refuse")
async def refuse_proposal(pool: Pool, caller: Caller, answer_id: UUID) -> ReceivedAnswer:
    """Refuse the time that somebody has proposed: they get a mail that says so, with the entry as it was."""
    async with one_transaction(pool) as conn:
        answer = await calendar_answers.lock(conn, caller.organiser_id, answer_id)
        if answer.status == "waits" and answer.answer == "counter":
            if await lock_session(conn, answer) is not None:
                await resend_entry(conn, caller, answer)
            await calendar_answers.settle(conn, answer, "done", "refused", caller.now)
            await note(conn, caller, "calendar_answer.refuse", answer)
        return answer
