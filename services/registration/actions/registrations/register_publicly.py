"""Registers on the public page; the personal link is sent only by mail, to new and to registered people."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.registrations.register import register
from services.registration.actions.registrations.registration_batcher import RegistrationBatcher
from services.registration.actions.registrations.send_link import send_link
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.caller import Caller
from services.registration.domain.errors import AlreadyRegistered
from services.registration.domain.registration import Applicant


@permitted("registration.create")
async def apply(
    batcher: RegistrationBatcher,
    caller: Caller,
    cohort_id: UUID,
    applicant: Applicant,
    *,
    session_ids: Sequence[UUID],
    submitted: SubmittedAnswers,
    confirmations: bool,
    may_wait: bool,
) -> None:
    """Register without revealing to the caller whether the address was registered before.

    An existing registration is not changed: a stranger who uses its address only causes a mail.
    """
    try:
        registration_id = await register(
            batcher, caller, cohort_id, applicant, session_ids=session_ids, answers=submitted.answers,
            consent=submitted.consent, may_wait=may_wait,
        )  # fmt: skip
    except AlreadyRegistered as known:
        await send_link(batcher.pool, caller, known.registration_id)
        return
    if not confirmations:
        # Without a confirmation mail, this is the only mail that contains the link.
        await send_link(batcher.pool, caller, registration_id)
