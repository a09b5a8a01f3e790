"""What one unit has been told: its rows in the ledger, and where the calendar entry of each seat stands.

An entry is written when the bytes of a message are fixed, never before: until then a delivery is only a plan, and
is made anew from what is so. So there is one truth about what somebody knows.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.notify.domain.calendar import Method, Partstat
from services.notify.domain.letter import Kind
from services.notify.domain.world import Details, Standing

Status = Literal["planned", "held", "sending", "sent", "deferred", "failed", "bounced", "cancelled"]

REPLAYED: Final = "replayed"  # why an adopted delivery was never sent


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What the holder of a seat was last told. `sequence` and `address` are set by the first calendar message."""

    seat_id: UUID
    registration_id: UUID
    session_id: UUID
    status: Standing
    edition: int
    details: Details
    sequence: int | None = None
    is_placed: bool = False
    address: str | None = None
    partstat: Partstat = "NEEDS-ACTION"
    is_adopted: bool = False


class Matter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a delivery is about, beside its key: the part of it that is not read from the newest snapshots.

    `seats` are those that it tells of; `seat` the one whose calendar message it carries, with `sequence`.
    `print` changes with what it would say, so that a plan that has been overtaken is never fixed in bytes.
    """

    seats: tuple[UUID, ...] = ()
    seat: UUID | None = None
    method: Method | None = None
    sequence: int | None = None
    invitation_id: UUID | None = None
    print: int = 0


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery of the unit in the ledger."""

    id: UUID
    key: str
    kind: str
    status: Status
    due_at: datetime
    seat_id: UUID | None = None
    expires_at: datetime | None = None
    is_fixed: bool = False
    last_answer: str | None = None
    matter: Matter = Matter()

    @property
    def is_open(self) -> bool:
        """Whether nobody can have seen it: it may still be changed, or taken back."""
        return not self.is_fixed and self.status in {"planned", "held", "deferred", "sending"}

    @property
    def is_void(self) -> bool:
        """Whether it was taken back unsent, and may be wanted again."""
        return not self.is_fixed and self.status == "cancelled" and self.last_answer != REPLAYED


class Told(msgspec.Struct, frozen=True, kw_only=True):
    rows: Mapping[str, Row] = {}
    entries: Mapping[UUID, Entry] = {}

    def is_done(self, key: str) -> bool:
        """Whether a message with this key has gone, is going, or never will."""
        row = self.rows.get(key)
        return row is not None and not row.is_open and not row.is_void


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that should be in the ledger. `due_at` None: at once."""

    key: str
    kind: Kind
    due_at: datetime | None = None
    expires_at: datetime | None = None
    seat_id: UUID | None = None
    session_id: UUID | None = None
    matter: Matter = Matter()
