"""Reports and automatic replies, as they are read from mails."""

from datetime import date
from typing import Any
from uuid import UUID

from services.notify.actions.take_reports import take_automatic, take_report
from services.notify.domain.reports import AutomaticReply, DeliveryReport, FailureReason, RecipientReport
from services.notify.inbound.machine_mails import MachineMailConfig
from shared import times
from shared.postgres import Pool
from tests.support.notify_running import SENDER_CONFIG

MACHINES = MachineMailConfig(secret=SENDER_CONFIG.secret)
ANSWERS: dict[FailureReason, tuple[str, str]] = {
    "gone": ("5.1.1", "550 5.1.1 No such user"),
    "full": ("5.2.2", "552 5.2.2 Mailbox full"),
    "refused": ("5.0.0", "554 Refused"),
}


def a_report(
    address: str, reason: FailureReason = "gone", *, mark: bytes = b"1", **changes: Any
) -> DeliveryReport:
    """A report that a mail to this address failed."""
    status, answer = ANSWERS[reason]
    said = {"action": "failed", "reason": reason, "status": status, "answer": answer, **changes}
    return DeliveryReport(recipients=(RecipientReport(addresses=(address,), **said),), mark=mark)


def an_absence(until: date | None = None, *, mark: bytes = b"a", **changes: Any) -> AutomaticReply:
    return AutomaticReply(
        **{"mark": mark, "subject": "Frånvarande", "is_absence": True, "until": until, **changes}
    )


async def take(pool: Pool, delivery_id: UUID, said: DeliveryReport | AutomaticReply, **how: Any) -> str:
    """Take a report or a reply in a transaction of its own; return what followed."""
    how = {"now": times.now(), **how}
    async with pool.acquire() as conn, conn.transaction():
        if isinstance(said, AutomaticReply):
            return (await take_automatic(conn, delivery_id, said, **how)).outcome
        return (await take_report(conn, delivery_id, said, **how)).outcome
