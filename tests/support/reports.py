"""Reports and automatic replies, as they are read from mails."""

from datetime import date
from typing import Any

from services.notify.domain.reports import AutomaticReply, DeliveryReport, FailureReason, RecipientReport

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
