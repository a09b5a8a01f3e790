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
_ANSWERED: Final = frozenset({"deferred", "failed", "bounced"})


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


def why(request: StaffRequest, status: str, last_answer: str | None) -> str | None:
    """Why a mail is where it is: what a mail server said, or in our words what we say; None where nothing has to be said."""
    own = request.words.staff_person_mail.own_answers.get(last_answer or "")
    if own is not None:
        return own if status in {*_ANSWERED, "held"} else None
    return (last_answer or request.words.staff_receipt.no_answer) if status in _ANSWERED else None
