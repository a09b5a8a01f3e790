"""Acts on the answers that notify has passed on, each in a transaction of its own, in the order in which they came."""

import logging
from typing import Final
from uuid import UUID

from services.registration.actions.calendar_answers.apply_answer import apply_answer, lock_session
from services.registration.actions.permitted import permitted
from services.registration.domain.calendar_answer import ReceivedAnswer, consequence
from services.registration.domain.caller import Initiator
from services.registration.store import calendar_answers
from services.registration.store.transaction import one_transaction, transaction
from shared.postgres import Conn, Pool, is_passing

log: Final = logging.getLogger(__name__)

_AT_ONCE: Final = 100


@permitted("calendar_answer.take")
async def take_answers(pool: Pool, initiator: Initiator) -> int:
    """Act on up to a hundred open answers; return on how many.

    An answer that cannot be acted on waits for a person, and those after it are acted on all the same.
    """
    taken: list[UUID] = []
    while len(taken) < _AT_ONCE:
        answer = None
        try:
            async with one_transaction(pool) as conn:
                answer = await calendar_answers.lock_next(conn, without=taken)
                if answer is None:
                    return len(taken)
                await _take(pool, conn, initiator, answer)
        except Exception as error:
            if answer is None or is_passing(error):
                raise
            log.exception("calendar_answer.failed", extra={"answer_id": str(answer.id)})
            await _leave(pool, initiator, answer)
        taken.append(answer.id)
    return len(taken)


async def _take(pool: Pool, conn: Conn, initiator: Initiator, answer: ReceivedAnswer) -> None:
    session = await lock_session(conn, answer)
    if session is None:
        await calendar_answers.settle(conn, answer, "done", "nothing", initiator.now)
        return
    # Read again: with the session locked, the seat cannot change any more.
    answer = await calendar_answers.lock(conn, answer.organiser_id, answer.id)
    what = consequence(answer, session, initiator.now)
    caller = initiator.for_organiser(answer.organiser_id)
    await apply_answer(conn, pool, caller, answer, what)
    if what == "ask" and answer.answer == "counter" and answer.standing == "counts":
        await apply_answer(conn, pool, caller, answer, "unsure")
    await calendar_answers.settle(conn, answer, "waits" if what == "ask" else "done", what, initiator.now)


async def _leave(pool: Pool, initiator: Initiator, answer: ReceivedAnswer) -> None:
    async with transaction(pool) as conn:
        await calendar_answers.settle(conn, answer, "waits", "failed", initiator.now)
