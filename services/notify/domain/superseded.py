"""Mails with fixed bytes that wait for another try, and are dropped because a newer mail says what has become of their seats."""

from collections.abc import Sequence
from typing import Final

from services.notify.domain import first_contact
from services.notify.domain.addresses import without_address
from services.notify.domain.communicated import CommunicatedState, PlannedDelivery, StoredDelivery
from services.notify.domain.seats import LOSSES
from services.notify.domain.unsent import SAID_ONCE
from shared.events import Registration

# Kinds that state only the latest about one seat: an unsent one is replaced by the next.
_KINDS: Final = frozenset({"calendar", "update", *SAID_ONCE})


def superseded(
    communicated: CommunicatedState, newer: Sequence[PlannedDelivery], registration: Registration | None
) -> list[StoredDelivery]:
    """Find the mails that wait and whose news a newer mail says.

    The first mail is about several seats: only a mail that replaces it says all of its news. One that removes a calendar entry
    stays, unless the newer one has the calendar message.
    """
    seat_ids = {
        seat_id
        for delivery in newer
        if delivery.kind not in {"reminder", "follow_up"}
        for seat_id in {delivery.seat_id, *(delivery.payload.seats if delivery.kind in LOSSES else ())}
    } - {None}
    in_calendar = {delivery.payload.seat for delivery in newer}
    replaced = {key for delivery in newer for key in delivery.replaces}
    return [
        row
        for row in communicated.rows.values()
        if row.waits
        and row.payload.to is None
        and (
            row.key in replaced
            or (
                row.kind in _KINDS
                and row.seat_id in seat_ids
                and (row.payload.method != "CANCEL" or row.payload.seat in in_calendar)
                and not _is_first(row, registration)
            )
        )
    ]


def _is_first(row: StoredDelivery, registration: Registration | None) -> bool:
    return registration is not None and first_contact.is_first(without_address(row.key), registration)
