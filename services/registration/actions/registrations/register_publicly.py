"""Somebody registers on the public page: their link goes by mail, whether they are new or were registered before."""

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
    given: SubmittedAnswers,
    confirmations: bool,
    may_wait: bool,
) -> None:
    """Register; the caller cannot tell a new address from one that is registered already, and nor can whoever asked.

    Nothing that stands is changed by it: what an unknown person writes in somebody's name is only a mail to them.
    """
    try:
        registration_id = await register(
            batcher, caller, cohort_id, applicant, session_ids=session_ids, answers=given.answers,
            consent=given.consent, may_wait=may_wait,
        )  # fmt: skip
    except AlreadyRegistered as known:
        await send_link(batcher.pool, caller, known.registration_id)
        return
    if not confirmations:
        # Where no confirmation is sent, this is the only mail that has the link.
        await send_link(batcher.pool, caller, registration_id)
