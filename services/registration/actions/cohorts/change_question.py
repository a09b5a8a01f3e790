"""Changes a question's wording or position, or retires it."""

from uuid import UUID

import msgspec

from services.registration.actions.cohorts.create_question import require_sound
from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import DependedUpon, NotFound, QuestionAnswered, VersionConflict
from services.registration.domain.question import Question, QuestionChanges, hangs_on
from services.registration.store import cohorts, questions
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("question.change")
async def change(
    pool: Pool,
    caller: Caller,
    question_id: UUID,
    changes: QuestionChanges,
    *,
    retired: bool | None,
    version: int | None,
) -> None:
    """Store the changed fields. Once there are answers, kind, options and sensitivity cannot change.

    `retired`: True stops asking the question and keeps its answers; False asks it again; None leaves it as it is.
    """
    async with transaction(pool) as conn:
        cohort_id = (await questions.get(conn, caller.organiser_id, question_id)).cohort_id
        await cohorts.lock(conn, caller.organiser_id, cohort_id)
        others = await questions.list_of_cohort(conn, caller.organiser_id, cohort_id)
        question = next((other for other in others if other.id == question_id), None)
        if question is None:
            raise NotFound("question")
        if version is not None and version != question.version:
            raise VersionConflict(question_id)
        changed = changes.apply(question)
        if retired is not None and retired != (question.retired_at is not None):
            changed = msgspec.structs.replace(changed, retired_at=caller.now if retired else None)
        if changed == question:
            return
        if changed.retired_at is not None and hangs_on(question_id, others):
            raise DependedUpon
        if _means_something_else(question, changed) and await questions.is_answered(conn, question):
            raise QuestionAnswered
        await require_sound(conn, changed, others)
        await questions.update(conn, msgspec.structs.replace(changed, version=question.version + 1))
        before, after = changed_fields(question, changed)
        await audit.write(
            conn, caller, "question.change", ("question", question_id), before=before, after=after
        )


def _means_something_else(before: Question, after: Question) -> bool:
    """Whether existing answers would change their meaning; they keep it when an option is added."""
    return (before.kind, before.sensitive) != (after.kind, after.sensitive) or not {
        option.value for option in before.options
    } <= {option.value for option in after.options}
