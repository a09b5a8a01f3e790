"""Asks notify which mails of some cohorts are planned."""

from collections.abc import Sequence
from uuid import UUID

import httpx
import msgspec
from litestar.exceptions import ServiceUnavailableException

from services.registration.web.services import Services
from shared import mails_ahead
from shared.mails_ahead import AheadQuestion, PlannedMails


async def planned_mails(
    services: Services, organiser_id: UUID, cohort_ids: Sequence[UUID]
) -> list[PlannedMails]:
    """Return counts of the planned mails; answers 503 where notify is away."""
    question = AheadQuestion(organiser_id=organiser_id, cohort_ids=cohort_ids)
    try:
        answer = await services.notify.post(
            mails_ahead.PATH,
            content=msgspec.json.encode(question),
            headers={"content-type": "application/json"},
        )
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=list[PlannedMails])
    except (httpx.HTTPError, msgspec.MsgspecError) as error:
        raise ServiceUnavailableException from error
