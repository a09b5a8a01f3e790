"""Corrects the answers of a registration; its person and sessions stay."""

from typing import Any
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.registrations import store_answers
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.audit import changed_names
from services.registration.domain.caller import Caller
from services.registration.domain.errors import AlreadyWithdrawn, VersionConflict
from services.registration.store import answers as kept
from services.registration.store import questions
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("registration.change_answers")
async def change(
    pool: Pool,
    caller: Caller,
    registration_id: UUID,
    answers: dict[str, Any],  # Any: depends on the organiser's questions
    *,
    version: int | None,
) -> None:
    """Replace all answers that are not sensitive, and tell notify of the new version.

    Sensitive answers, which are not shown, change only if they are named; None deletes one.
    """
    async with transaction(pool) as conn:
        stored = await kept.lock(conn, caller.organiser_id, registration_id, now=caller.now)
        if version is not None and version != stored.version:
            raise VersionConflict(registration_id)
        cohort_questions = await questions.list_of_cohort(conn, caller.organiser_id, stored.cohort_id)
        if cohort_questions:
            blank = {
                str(question.id): None
                for question in cohort_questions
                if not question.sensitive and question.retired_at is None
            }
            answers = blank | answers
            await store_answers.keep(conn, caller, registration_id, SubmittedAnswers(answers=answers))
        else:
            await kept.replace(conn, caller.organiser_id, registration_id, answers)
        # Answers are erased earlier than audit rows, which therefore hold only the ids of the changed ones.
        before = stored.all if cohort_questions else stored.ordinary
        changed = changed_names(
            {key: before.get(key) for key in (answers if cohort_questions else {*before, *answers})}, answers
        )
        await audit.write(
            conn, caller, "registration.change_answers", ("registration", registration_id), after=changed
        )
        await events.tell_registrations(conn, caller.organiser_id, [registration_id])


@permitted("registration.answer")
async def answer(pool: Pool, caller: Caller, registration_id: UUID, submitted: SubmittedAnswers) -> None:
    """Store a person's answers from their own page. Raises `AlreadyWithdrawn` if the registration is withdrawn."""
    async with transaction(pool) as conn:
        stored = await kept.lock(conn, caller.organiser_id, registration_id, now=caller.now)
        if stored.status == "withdrawn":
            raise AlreadyWithdrawn
        if await store_answers.keep(conn, caller, registration_id, submitted):
            await events.tell_registrations(conn, caller.organiser_id, [registration_id])
