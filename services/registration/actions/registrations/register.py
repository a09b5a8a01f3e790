"""Registers one person, from a form or the API."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.registrations.decide_registration import (
    RegistrationRequest,
    RegistrationResult,
    RegistrationTarget,
)
from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NothingChosen
from services.registration.domain.registration import Applicant


@permitted("registration.create")
async def register(
    batcher: RegistrationBatcher,
    caller: Caller,
    cohort_id: UUID,
    applicant: Applicant,
    *,
    session_ids: Collection[UUID] | None,
    answers: dict[str, Any] | None,  # Any: depends on the organiser's questions
    consent: int | None = None,
    may_wait: bool = True,
) -> UUID:
    """Give a seat or a wait in every session (None: all that can be booked), tell notify, return the registration's id.

    `answers`: None if the questions were not shown; they are on the person's own page. `consent`: version of the accepted
    text. Without `may_wait`, raises `SessionFull` if there is no seat.
    """
    submitted = None if answers is None else SubmittedAnswers(answers=answers, consent=consent)
    registered = await register_and_show(
        batcher, caller, cohort_id, applicant, session_ids=session_ids, submitted=submitted, may_wait=may_wait
    )
    return registered.id


@permitted("registration.create")
async def register_and_show(
    batcher: RegistrationBatcher,
    caller: Caller,
    cohort_id: UUID,
    applicant: Applicant,
    *,
    session_ids: Collection[UUID] | None,
    submitted: SubmittedAnswers | None,
    may_wait: bool = True,
    must_confirm: bool | None = False,
) -> RegistrationResult:
    """Do the same and return the stored registration, without reading it back.

    `must_confirm`: whether it counts only when the mailed link has been opened; None: as the cohort asks.
    """
    if session_ids is not None and not session_ids:
        raise NothingChosen
    chosen = None if session_ids is None else frozenset(session_ids)
    return await batcher.store(
        RegistrationTarget(caller.organiser_id, cohort_id, chosen),
        RegistrationRequest(
            caller=caller,
            applicant=applicant,
            submitted=submitted,
            may_wait=may_wait,
            must_confirm=must_confirm,
        ),
    )
