"""What registration asks notify about mail that is paused, and what notify answers: counts, and nobody's name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

PATH: Final = "/internal/pauses"

# The `last_answer` of a mail above a ceiling, which waits for the next hour.
HELD_BACK: Final = "held back: too many mails within an hour"
# And of one that waits for the pace of its domain or its organiser.
PACED: Final = "spread out: it waits for its turn"


class PauseQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Of which tenant."""

    organiser_id: UUID


class WaitingMails(msgspec.Struct, frozen=True, kw_only=True):
    """How many due mails about a cohort wait; None: about no cohort."""

    cohort_id: UUID | None
    count: int


class PausedMails(msgspec.Struct, frozen=True, kw_only=True):
    """`everything_since`: since when the operator has paused all mail."""

    everything_since: datetime | None
    waiting: Sequence[WaitingMails]
