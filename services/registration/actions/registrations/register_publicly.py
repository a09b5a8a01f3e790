"""Somebody registers on the public page: their link goes by mail, whether they are new or were registered before."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.actions.registrations.register import register
from services.registration.actions.registrations.send_link import send_link
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.errors import AlreadyRegistered
from services.registration.domain.registration import Applicant
from shared.postgres import Pool


async def apply(
    pool: Pool,
    organiser_id: UUID,
    cohort_id: UUID,
    applicant: Applicant,
    *,
    session_ids: Sequence[UUID],
    given: SubmittedAnswers,
    confirmations: bool,
    may_wait: bool,
    now: datetime,
) -> None:
    """Register; the caller cannot tell a new address from one that is registered already, and nor can whoever asked.

    Nothing that stands is changed by it: what an unknown person writes in somebody's name is only a mail to them.
    """
    try:
        registration_id = await register(
            pool, organiser_id, cohort_id, applicant, session_ids=session_ids, answers=given.answers,
            consent=given.consent, may_wait=may_wait, now=now,
        )  # fmt: skip
    except AlreadyRegistered as known:
        await send_link(pool, organiser_id, known.registration_id, now=now)
        return
    if not confirmations:
        # Where no confirmation is sent, this is the only mail that has the link.
        await send_link(pool, organiser_id, registration_id, now=now)
