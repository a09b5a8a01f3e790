"""How the mails of a mailing went, from the ledger that notify keeps."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec

from services.registration.web.admin.kit.route import StaffRequest

_PATH: Final = "/internal/deliveries"
_ON_A_PAGE: Final = 500
_MOST_PAGES: Final = 40


class DeliveryLine(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as it went; `key` names its recipient."""

    key: str
    status: str
    last_answer: str | None
    is_paused: bool = False


class _Lines(msgspec.Struct, frozen=True, kw_only=True):
    items: list[DeliveryLine]
    next: str | None


async def read_deliveries(
    request: StaffRequest, cohort_id: UUID, recipients: Collection[UUID]
) -> dict[UUID, DeliveryLine] | None:
    """Return the mail to each of these recipients, as far as there is one; None where notify is away."""
    wanted = {f"mailing:{one}": one for one in recipients}
    found: dict[UUID, DeliveryLine] = {}
    params: dict[str, Any] = {  # Any: httpx takes strings and numbers
        "organiser_id": str(request.caller.organiser_id),
        "sees_protected": str(request.caller.sees_protected).lower(),
        "cohort_id": str(cohort_id),
        "kind": "mailing",
        "limit": _ON_A_PAGE,
    }
    for _ in range(_MOST_PAGES):
        if len(found) == len(wanted):
            break
        try:
            answer = await request.services.notify.get(_PATH, params=params)
            answer.raise_for_status()
            page = msgspec.json.decode(answer.content, type=_Lines)
        except (httpx.HTTPError, msgspec.MsgspecError):
            return None
        found |= {wanted[line.key]: line for line in page.items if line.key in wanted}
        if page.next is None:
            break
        params["after"] = page.next
    return found
