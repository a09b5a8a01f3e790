"""The hours in which mail may leave that nobody waits for: which days, from when, until when, in Swedish time."""

from datetime import datetime, time
from typing import Final, Literal

import msgspec

from shared.snapshot import Snapshot

# all: every day. weekdays: Monday to Friday. workdays: those of them that are no public holiday, nor an eve that counts as one.
SendDays = Literal["all", "weekdays", "workdays"]

LEAST_MINUTES: Final = 60  # a shorter time would leave mails behind every day
CLOCK: Final = r"^([01]\d|2[0-3]):[0-5]\d$"  # 08:00

_MIDNIGHT: Final = "00:00"


class SendHours(msgspec.Struct, frozen=True, kw_only=True):
    """From `opens` until `closes` (clock times, 08:00), on these days; a `closes` of 00:00 is the end of the day."""

    days: SendDays = "all"
    opens: str = _MIDNIGHT
    closes: str = _MIDNIGHT

    @property
    def opening(self) -> time:
        return time.fromisoformat(self.opens)

    @property
    def closing(self) -> time | None:
        """When they end; None: with the day."""
        return None if self.closes == _MIDNIGHT else time.fromisoformat(self.closes)

    @property
    def minutes(self) -> int:
        """How many minutes of a day they are; negative where they end before they begin."""
        return (_minute(self.closes) or 24 * 60) - _minute(self.opens)

    @property
    def is_always(self) -> bool:
        """Whether no mail ever waits for them."""
        return self.days == "all" and self.minutes == 24 * 60


class SendingSnapshot(Snapshot, frozen=True, kw_only=True):
    """A tenant or a cohort. `sending_paused_at`: since when its mail waits. `send_hours`: when its mail may leave.

    Without hours of its own a cohort has those of its tenant.
    """

    sending_paused_at: datetime | None = None
    send_hours: SendHours | None = None


def _minute(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)
