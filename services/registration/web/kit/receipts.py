"""The receipt that a registration leads to: found by the id in the address, which names nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.registration.domain.sessions.session import Session
from services.registration.store.access import receipts
from services.registration.store.access.receipts import ReceiptLine
from services.registration.store.transaction import reading
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.phrases import listed
from services.registration.web.services import Services
from services.registration.web.wording import Wording

RECEIPT: Final = "kvitto"
_IS_SHOWN: Final = timedelta(hours=1)


async def find_receipt(
    services: Services, organiser_id: UUID, cohort_id: UUID, param: str | None, *, now: datetime
) -> list[ReceiptLine] | None:
    """The lines of a receipt made within the last hour; None if there is none."""
    receipt_id = read_uuid(param or "")
    if receipt_id is None:
        return None
    async with reading(services.pool) as conn:
        return await receipts.find(conn, organiser_id, cohort_id, receipt_id, since=now - _IS_SHOWN)


def heading_of(line: ReceiptLine, words: Wording) -> str:
    """Whether the person is registered or waits, as a heading."""
    return words.mine.done if line.sessions_with("confirmed") else words.mine.waiting


def leads_of(line: ReceiptLine, sessions: Sequence[Session], words: Wording) -> tuple[str, ...]:
    """Where the confirmation goes, and for which dates the person only waits."""
    waiting = [session.title for session in sessions if session.id in line.sessions_with("waiting")]
    leads = [words.public.cohort.sent_to.format(email=line.email)]
    if waiting and line.sessions_with("confirmed"):
        one, many = words.mine.done_waits_one, words.mine.done_waits_many
        titles = listed(waiting, words)
        leads.insert(0, one.format(title=titles) if len(waiting) == 1 else many.format(titles=titles))
    return (" ".join(leads),)
