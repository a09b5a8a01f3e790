"""Deletes a question without answers."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store import cohorts, questions
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("question.delete")
async def delete(pool: Pool, caller: Caller, question_id: UUID) -> None:
    """Delete the question. Raises `QuestionAnswered` if it has answers, `DependedUpon` if another question needs it."""
    async with transaction(pool) as conn:
        question = await questions.get(conn, caller.organiser_id, question_id)
        await cohorts.lock(conn, caller.organiser_id, question.cohort_id)
        await questions.delete(conn, question)
        await audit.write(conn, caller, "question.delete", ("question", question_id))
