"""How a mail went, in the same words and colours wherever one is shown."""

from collections.abc import Mapping
from typing import Final

from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus, StatusKind
from shared.mail_pauses import HELD_BACK, PACED

_COLOURS: Final[Mapping[str, StatusKind]] = {
    "planned": "wait",
    "held": "wait",
    "sending": "wait",
    "sent": "yes",
    "deferred": "wait",
    "failed": "bad",
    "bounced": "bad",
    "cancelled": "off",
}
# Of these the mail server has said why.
ANSWERED: Final = frozenset({"deferred", "failed", "bounced"})


def mail_state(
    request: StaffRequest, status: str, *, is_paused: bool = False, answer: str | None = None
) -> DateStatus:
    """The state of a mail, by its status in notify's ledger; one that is paused waits for somebody to let it go."""
    states = request.words.staff_receipt.states
    if is_paused:
        return DateStatus("wait", states["paused"])
    if status == "deferred" and answer == HELD_BACK:
        return DateStatus("wait", states["held_back"])
    if status == "deferred" and answer == PACED:
        return DateStatus("wait", states["paced"])
    return DateStatus(_COLOURS.get(status, "silent"), states.get(status, status))
