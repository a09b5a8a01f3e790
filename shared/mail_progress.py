"""What registration asks notify about mail that is going out, and what notify answers: counts, and nobody's name."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

PATH: Final = "/internal/progress"


class ProgressQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which mails are counted: those of a cohort whose time has come since `since`."""

    organiser_id: UUID
    cohort_id: UUID
    since: datetime


class MailProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How many wait, were sent, are tried again or held, and did not arrive; `paused`: of those that wait or are tried again."""

    waiting: int = 0
    sent: int = 0
    stuck: int = 0
    failed: int = 0
    paused: int = 0

    @property
    def all(self) -> int:
        return self.waiting + self.sent + self.stuck + self.failed
