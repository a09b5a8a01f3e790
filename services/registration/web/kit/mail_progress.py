"""Asks notify how far the mails of a cohort have come."""

from datetime import datetime
from uuid import UUID

import httpx
import msgspec

from services.registration.web.services import Services
from shared import mail_progress
from shared.mail_progress import MailProgress, ProgressQuestion


async def read_progress(
    services: Services, organiser_id: UUID, cohort_id: UUID, *, since: datetime
) -> MailProgress | None:
    """Return the counts; None where notify is away."""
    question = ProgressQuestion(organiser_id=organiser_id, cohort_id=cohort_id, since=since)
    try:
        answer = await services.notify.post(
            mail_progress.PATH,
            content=msgspec.json.encode(question),
            headers={"content-type": "application/json"},
        )
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=MailProgress)
    except (httpx.HTTPError, msgspec.MsgspecError):
        return None
