"""Somebody registers, by form or by API."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.actions.registrations.decide_registration import (
    RegistrationRequest,
    RegistrationResult,
    RegistrationTarget,
)
from services.registration.actions.registrations.register_together import store
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.errors import NothingChosen
from services.registration.domain.registration import Applicant
from shared.logs import correlation
from shared.postgres import Pool


async def register(
    pool: Pool,
    organiser_id: UUID,
    cohort_id: UUID,
    applicant: Applicant,
    *,
    session_ids: Collection[UUID] | None,
    answers: dict[str, Any] | None,  # Any: what a form of the organiser's own asks
    consent: int | None = None,
    may_wait: bool = True,
    now: datetime,
) -> UUID:
    """Give a seat or a wait in every session chosen (None: all that can be booked), and tell notify, at once.

    `answers` None: nobody was asked, they are on their own page. `consent`: the version of the text that was agreed to.
    Without `may_wait` only a seat will do: `SessionFull` where there is none.
    """
    given = None if answers is None else SubmittedAnswers(answers=answers, consent=consent)
    registered = await register_and_show(
        pool,
        organiser_id,
        cohort_id,
        applicant,
        session_ids=session_ids,
        given=given,
        may_wait=may_wait,
        now=now,
    )
    return registered.id


async def register_and_show(
    pool: Pool,
    organiser_id: UUID,
    cohort_id: UUID,
    applicant: Applicant,
    *,
    session_ids: Collection[UUID] | None,
    given: SubmittedAnswers | None,
    may_wait: bool = True,
    now: datetime,
) -> RegistrationResult:
    """The same, and what there is to show of it, without reading it back."""
    if session_ids is not None and not session_ids:
        raise NothingChosen
    return await store(
        RegistrationTarget(
            pool, organiser_id, cohort_id, None if session_ids is None else frozenset(session_ids)
        ),
        RegistrationRequest(
            applicant=applicant, given=given, may_wait=may_wait, now=now, correlation_id=correlation.get()
        ),
    )
