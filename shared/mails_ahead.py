"""What registration asks notify about the mails that are planned, and what notify answers: counts, and nobody's name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

PATH: Final = "/internal/ahead"


class AheadQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which planned mails of a tenant are counted: those of these cohorts."""

    organiser_id: UUID
    cohort_ids: Sequence[UUID]


class PlannedMails(msgspec.Struct, frozen=True, kw_only=True):
    """Mails of one kind about one session that go within the same hour; `at` is the first of them.

    `is_paused`: they wait until somebody resumes, however long ago their time came.
    """

    kind: str
    at: datetime
    count: int
    cohort_id: UUID
    session_id: UUID | None
    is_paused: bool = False
