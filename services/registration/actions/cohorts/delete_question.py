"""A coordinator removes a question that nobody has answered."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store import audit, cohorts, questions
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("question.delete")
async def delete(pool: Pool, caller: Caller, question_id: UUID) -> None:
    """Remove it; `QuestionAnswered` where there is an answer, `DependedUpon` where another question hangs on it."""
    async with transaction(pool) as conn:
        question = await questions.get(conn, caller.organiser_id, question_id)
        await cohorts.lock(conn, caller.organiser_id, question.cohort_id)
        await questions.delete(conn, question)
        await audit.write(conn, caller, "question.delete", ("question", question_id))
