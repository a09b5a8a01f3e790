"""The mails of reminder rules with sample data: to somebody unsure, to somebody who waits, and afterwards."""

from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from services.notify.render.preview.case import PreviewCase
from services.notify.render.preview.sample import join, session

_ADDED: Final = "Hej {{förnamn}}!\n\n**Ta med** en fråga från din verksamhet."
_SOON: Final = {"made_at": datetime(2027, 1, 18, 8, tzinfo=UTC)}
_AFTERWARDS: Final = {"made_at": datetime(2027, 1, 21, 8, tzinfo=UTC)}
_DIGITAL: Final = replace(session(1), status="confirmed", join_url=join(1))
_BEEN: Final = replace(_DIGITAL, join_url=None)
_WAITING: Final = replace(_BEEN, status="waiting", position=3)

RULE_CASES: Final = (
    PreviewCase("reminder", "unsure", (_DIGITAL,), {**_SOON, "reminder_to": "unsure", "rule_text": _ADDED}),
    PreviewCase("reminder", "waiting", (_WAITING,), {**_SOON, "reminder_to": "waiting"}),
    PreviewCase("follow_up", "plain", (_BEEN,), _AFTERWARDS),
    PreviewCase(
        "follow_up", "present", (_BEEN,), {**_AFTERWARDS, "reminder_to": "present", "rule_text": _ADDED}
    ),
)
