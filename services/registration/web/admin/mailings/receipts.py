"""How the mail to one person went, in words."""

from collections.abc import Mapping
from uuid import UUID

from services.registration.web.admin.kit.mail_state import mail_state, why
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mailings.deliveries import DeliveryLine
from services.registration.web.kit.dates import DateStatus


def went(request: StaffRequest, lines: Mapping[UUID, DeliveryLine] | None, recipient: UUID) -> DateStatus:
    """The state of the mail to a recipient; unknown where notify is away (`lines` None)."""
    if lines is None:
        return DateStatus("silent", request.words.staff_mailings.unknown)
    line = lines.get(recipient)
    if line is None:
        return mail_state(request, "planned")
    return mail_state(request, line.status, is_paused=line.is_paused, answer=line.last_answer)


def reason(request: StaffRequest, lines: Mapping[UUID, DeliveryLine] | None, recipient: UUID) -> str | None:
    """Why a mail did not arrive, or waits."""
    line = lines.get(recipient) if lines else None
    return why(request, line.status, line.last_answer) if line and line.last_answer else None
