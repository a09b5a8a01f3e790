"""Loads the files that came with letters, for the mails that pass these on; nothing else keeps them."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from uuid import UUID

from services.notify.domain.inbound.letter_text import files_of
from services.notify.domain.inbound.mail import read_mail
from services.notify.domain.letters.letter import MailFile
from services.notify.domain.unit_state import UnitState
from services.notify.store import inbound_messages
from shared.events import Enquiry
from shared.postgres import Pool

log = logging.getLogger(__name__)


async def letter_files(pool: Pool, states: Iterable[UnitState]) -> Mapping[UUID, tuple[MailFile, ...]]:
    """Return the files by the letter's id, which is that of the mail; none where its bytes have been deleted."""
    notices = (state.notice for state in states)
    ids = [one.id for one in notices if isinstance(one, Enquiry) and one.is_letter and one.attachments]
    if not ids:
        return {}
    async with pool.acquire() as conn:
        found = await inbound_messages.bodies(conn, ids)
    return await asyncio.to_thread(lambda: {one: _files(raw) for one, raw in found.items()})


def _files(raw: bytes) -> tuple[MailFile, ...]:
    """The files of a mail; none of one that cannot be read, which must not stop the mails made with it."""
    try:
        return files_of(read_mail(raw))
    except Exception as error:  # noqa: BLE001 - the names of the files are mailed in any case
        log.warning("inbound.files_unreadable", extra={"error_type": type(error).__name__})
        return ()
