"""Erases sensitive answers the day after the last session they concern; only their number is recorded."""

import logging

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Initiator
from services.registration.store import answers, questions
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Pool

log = logging.getLogger(__name__)


@permitted("answers.erase_sensitive")
async def erase(pool: Pool, initiator: Initiator) -> int:
    """Delete answers to due questions and those of withdrawn registrations; return their number.

    The question records when they were deleted and how many they were. Safe to repeat.
    """
    today = times.local(initiator.now).date()
    async with transaction(pool) as conn:
        erased = await answers.erase_of_withdrawn(conn)
        for organiser_id, found in (await questions.list_with_sensitive_answers(conn)).items():
            due = await questions.list_erasures(conn, organiser_id, found, today=today)
            for question in found:
                day = due[question.id]
                if day is not None and day <= today:
                    erased += await answers.erase(conn, question, now=initiator.now)
    if erased:
        log.info("answers.erased", extra={"count": erased})
    return erased
