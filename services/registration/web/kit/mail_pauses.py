"""Asks notify whether the operator has paused all mail, and how many mails wait for a pause to end."""

import asyncio
from typing import Final
from uuid import UUID

import httpx
import msgspec

from services.registration.web.services import Services
from shared import mail_pauses
from shared.mail_pauses import PausedMails, PauseQuestion

_SECONDS: Final = 2.0


async def paused_mails(services: Services, organiser_id: UUID) -> PausedMails | None:
    """Return the counts; None where notify is away or takes long."""
    try:
        async with asyncio.timeout(_SECONDS):
            answer = await services.notify.post(
                mail_pauses.PATH,
                content=msgspec.json.encode(PauseQuestion(organiser_id=organiser_id)),
                headers={"content-type": "application/json"},
            )
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=PausedMails)
    except (httpx.HTTPError, msgspec.MsgspecError, TimeoutError):
        return None
