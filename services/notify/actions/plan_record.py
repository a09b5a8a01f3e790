"""Records what a plan changes in the ledger, for whoever asks what would be sent."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from services.notify.domain.communicated import StoredDelivery
from services.notify.store.plans import NewDelivery


class RecordedMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that the plan has added or changed. `due_at` None: at once; `is_reachable`: there is an address."""

    key: str
    kind: str
    unit_id: UUID
    person_id: UUID | None
    due_at: datetime | None
    is_reachable: bool
    is_on_hold: bool


class PlanRecord:
    """The mails that go because of what was planned while this was passed along, and those that no longer go."""

    def __init__(self) -> None:
        """Nothing is recorded yet."""
        self.going: dict[str, RecordedMail] = {}
        self.stopped: dict[str, str] = {}

    def add(self, deliveries: Iterable[NewDelivery]) -> None:
        """Record deliveries that are inserted, or amended, each described as if it were new."""
        for each in deliveries:
            planned = each.delivery
            self.stopped.pop(planned.key, None)
            self.going[planned.key] = RecordedMail(
                key=planned.key,
                kind=planned.kind,
                unit_id=each.unit_id,
                person_id=each.person_id,
                due_at=planned.due_at,
                is_reachable=bool(each.domain),
                is_on_hold=each.is_on_hold,
            )

    def stop(self, rows: Iterable[StoredDelivery]) -> None:
        """Record deliveries that are cancelled; of one that was added before, nothing is left."""
        for row in rows:
            if self.going.pop(row.key, None) is None:
                self.stopped[row.key] = row.kind
