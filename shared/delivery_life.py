"""The life of one mail, as notify tells it to registration: what became of it, step by step."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

# From planned to the answer that came. "due": its time came or comes; "again": it is sent once more; "passed": a server
# has handed it on; "automatic": a program answered; then what a calendar or a person answered.
LifeKind = Literal[
    "planned", "due", "sending", "sent", "deferred", "failed", "cancelled", "bounced", "held", "again",
    "delayed", "passed", "automatic",
    "accepted", "declined", "tentative", "counter", "refresh", "delegated", "letter", "joined",
]  # fmt: skip


class DeliveryStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `answer`: what a mail server said, without addresses, or notify's own words; `until`: when it is tried again."""

    kind: LifeKind
    at: datetime
    answer: str | None = None
    until: datetime | None = None


class DeliveryLife(msgspec.Struct, frozen=True, kw_only=True):
    """The steps in order of time, and the seats that the mail was about."""

    steps: list[DeliveryStep]
    seat_ids: list[UUID]
