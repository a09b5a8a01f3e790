"""What one unit has been told: its rows in the ledger, and the calendar entry of each seat.

An entry is written in the transaction that fixes the bytes of a message. Until then a delivery is only a plan, and is
planned anew from the newest snapshots at each change.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.notify.domain.calendar import Method, Partstat
from services.notify.domain.letters.letter import MailKind
from services.notify.domain.unit_state import EffectiveStatus, SessionDetails, ToldSession

# `held` is the name in the contract and the database of a delivery that is on hold: made during a restore, it waits
# until an operator releases it.
DeliveryStatus = Literal["planned", "held", "sending", "sent", "deferred", "failed", "bounced", "cancelled"]

REPLAYED: Final = "replayed"  # the `last_answer` of an adopted delivery, which was never sent


class CalendarEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What a seat holder was last told about the seat, also where no calendar message was sent.

    `link_generation` is that of the join link in the entry. `sequence` and `address` (the ORGANIZER's) are set by the first calendar message. `is_placed`: the last calendar
    message was a REQUEST. `is_adopted`: taken over from a replay, not from a mail of this installation.
    `address_edition` is that of the person's address that was told; 0 for what was told of an earlier registration only.
    """

    seat_id: UUID
    registration_id: UUID
    session_id: UUID
    status: EffectiveStatus
    edition: int
    details: SessionDetails
    sequence: int | None = None
    is_placed: bool = False
    address: str | None = None
    partstat: Partstat = "NEEDS-ACTION"
    is_adopted: bool = False
    link_generation: int = 1
    address_edition: int = 1


class DeliveryPayload(msgspec.Struct, frozen=True, omit_defaults=True):
    """The column `payload` of a delivery: what the mail is about, apart from what the newest snapshots say.

    `seats` are the ids of the seats that the mail mentions; `seat` is the one whose calendar message it carries, with
    its `method` and `sequence`. `fingerprint` (`print` in the database) changes with what the mail would state, so that
    a delivery whose content changes before its bytes are fixed is amended. `address_edition` is that of the recipient's
    address. A farewell goes `to` an earlier address of the person, and takes away the entry that was `told` there. A mail
    to an invited person keeps what it has `told` of the sessions, and a later one also what was told `before`. `rule` names the
    cohort's reminder rule that a mail follows from, where it says more than when and where.
    """

    seats: tuple[UUID, ...] = ()
    seat: UUID | None = None
    method: Method | None = None
    sequence: int | None = None
    invitation_id: UUID | None = None
    fingerprint: int = msgspec.field(default=0, name="print")
    address_edition: int = 1
    to: str | None = None
    told: tuple[ToldSession, ...] = ()
    before: tuple[ToldSession, ...] = ()
    rule: str | None = None


class StoredDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery of the unit as it stands in the ledger. `is_fixed`: its bytes are stored, and go to `to_address`."""

    id: UUID
    key: str
    kind: str
    status: DeliveryStatus
    due_at: datetime
    seat_id: UUID | None = None
    expires_at: datetime | None = None
    is_fixed: bool = False
    last_answer: str | None = None
    to_address: str | None = None
    payload: DeliveryPayload = DeliveryPayload()

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed or cancelled, because its bytes cannot have reached a mail server."""
        return not self.is_fixed and self.status in {"planned", "held", "deferred", "sending"}

    @property
    def is_void(self) -> bool:
        """Whether it was cancelled before it was made, and may be planned again under the same key."""
        return self.status == "cancelled" and self.last_answer != REPLAYED and not self.is_dropped

    @property
    def waits(self) -> bool:
        """Whether the bytes are fixed and will be tried again: by itself, or when an operator releases it."""
        return self.is_fixed and self.status in {"deferred", "held"}

    @property
    def is_dropped(self) -> bool:
        """Whether it was made, has not got through, and was given up because it was no longer so. Its key is spent.

        The address stays when the bytes of old mails are disposed of.
        """
        was_made = self.is_fixed or self.to_address is not None
        return was_made and self.status == "cancelled" and self.last_answer != REPLAYED

    @property
    def has_arrived(self) -> bool:
        """Whether the recipient has it, as far as is known: it was taken by the relay, is on its way, or was adopted."""
        if self.status == "sent" or (self.status == "sending" and self.is_fixed):
            return True
        return self.status == "cancelled" and self.last_answer == REPLAYED


class CommunicatedState(msgspec.Struct, frozen=True, kw_only=True):
    """The unit's deliveries by key, and its calendar entries by seat id.

    `earlier`: by session, the entries of the person's earlier registrations in the cohort; for an invitation, of all of them.
    """

    rows: Mapping[str, StoredDelivery] = {}
    entries: Mapping[UUID, CalendarEntry] = {}
    earlier: Mapping[UUID, CalendarEntry] = {}

    def is_done(self, key: str) -> bool:
        """Whether the delivery with this key can no longer be changed: sent, on its way, failed or adopted."""
        row = self.rows.get(key)
        return row is not None and not row.is_open and not row.is_void


class PlannedDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that should be in the ledger. `due_at` None: at once.

    `replaces` are the keys of mails that have not got through, and that are dropped because this one says their news.
    `latest_at`: until when hours for sending may put it off.
    """

    key: str
    kind: MailKind
    due_at: datetime | None = None
    expires_at: datetime | None = None
    seat_id: UUID | None = None
    session_id: UUID | None = None
    payload: DeliveryPayload = DeliveryPayload()
    replaces: frozenset[str] = frozenset()
    latest_at: datetime | None = None
