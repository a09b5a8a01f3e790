"""Adds a question to a cohort."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import FieldsRefused
from services.registration.domain.form import FieldError
from services.registration.domain.question import MOST_QUESTIONS, NewQuestion, Question, contradictions
from services.registration.store import cohorts, questions, sessions
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("question.create")
async def create(pool: Pool, caller: Caller, new: NewQuestion, *, question_id: UUID | None = None) -> UUID:
    """Store a question and return its id; people who are registered already are asked on their own page."""
    async with transaction(pool) as conn:
        # Locks the cohort, so that no answer or question is stored while the questions are compared.
        await cohorts.lock(conn, caller.organiser_id, new.cohort_id)
        others = await questions.list_of_cohort(conn, caller.organiser_id, new.cohort_id)
        last = max((other.position for other in others), default=0)
        fields = msgspec.structs.asdict(new) | {
            "position": last + 1 if new.position is None else new.position
        }
        question = Question(organiser_id=caller.organiser_id, id=question_id or ids.new(), **fields)
        await require_sound(conn, question, others)
        await questions.insert(conn, question)
        await audit.write(
            conn, caller, "question.create", ("question", question.id), after=new_fields(question)
        )
    return question.id


async def require_sound(conn: Conn, question: Question, others: list[Question]) -> None:
    """Raise `FieldsRefused` with everything that is wrong with the question among the others of its cohort."""
    known = await sessions.list_after(conn, question.organiser_id, cohort_id=question.cohort_id)
    siblings = [other for other in others if other.id != question.id]
    wrong = contradictions(question, siblings, [session.id for session in known])
    if (
        question.retired_at is None
        and sum(sibling.retired_at is None for sibling in siblings) >= MOST_QUESTIONS
    ):
        wrong.append(FieldError("cohort_id", "too_many", MOST_QUESTIONS))
    if wrong:
        raise FieldsRefused(wrong)
