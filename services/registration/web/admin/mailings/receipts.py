"""How the mail to one person went, in words."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mailings.deliveries import DeliveryLine
from services.registration.web.kit.dates import DateStatus, StatusKind

_ARRIVED: Final[dict[str, StatusKind]] = {
    "sent": "yes",
    "planned": "wait",
    "sending": "wait",
    "deferred": "wait",
    "held": "wait",
    "failed": "bad",
    "bounced": "bad",
    "cancelled": "off",
}


def went(request: StaffRequest, lines: Mapping[UUID, DeliveryLine] | None, recipient: UUID) -> DateStatus:
    """The state of the mail to a recipient; unknown where notify is away (`lines` None)."""
    texts = request.words.staff_mailings
    if lines is None:
        return DateStatus("silent", texts.unknown)
    line = lines.get(recipient)
    status = line.status if line else "planned"
    return DateStatus(_ARRIVED.get(status, "silent"), texts.deliveries.get(status, texts.unknown))


def reason(lines: Mapping[UUID, DeliveryLine] | None, recipient: UUID) -> str | None:
    """What the receiving server said of a mail that did not arrive."""
    line = lines.get(recipient) if lines else None
    return line.last_answer if line and line.status in {"failed", "bounced", "deferred"} else None
