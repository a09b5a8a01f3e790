"""Mails that were made and have not got through: what a newer mail about the same seats says in their place.

A mail whose bytes are fixed waits for another try and says what was so when it was made. When that changes, the newer mail
takes its place and says everything that it would have said: a confirmation that waits while the date moves becomes one
mail that confirms the new time, not a mail about a move of which the confirmation never came (decision 0038).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain import first_contact
from services.notify.domain.addresses import without_address
from services.notify.domain.communicated import REPLAYED, CommunicatedState, PlannedDelivery, StoredDelivery
from services.notify.domain.letters.letter import MailKind
from services.notify.domain.seats import SeatState, calendar_mail, may_send_entry
from services.notify.domain.unit_state import EffectiveStatus, UnitState, address_edition
from shared.events import Registration

# What is said once about a seat: while such a mail has not got through, an update of the seat says it too.
SAID_ONCE: Final[tuple[MailKind, ...]] = ("promoted", "substitute", "confirmation", "offer", "waiting")
# The seat of which it can be said.
_OF_STATUS: Final[dict[str, EffectiveStatus]] = {"offer": "offered", "waiting": "waiting"}
# Mails about a seat that do not say what has become of it.
_BESIDE: Final = frozenset({"calendar", "reminder"})


def retold(
    planned: list[PlannedDelivery],
    state: UnitState,
    registration: Registration,
    seats: list[SeatState],
    communicated: CommunicatedState,
) -> list[PlannedDelivery]:
    """Return the planned mails with the news of those that have not got through."""
    edition = address_edition(state)
    rows = [
        row
        for row in communicated.rows.values()
        if row.is_fixed and row.kind != "reminder" and row.payload.address_edition == edition
    ]
    first = [row for row in rows if first_contact.is_first(without_address(row.key), registration)]
    others = [row for row in rows if row not in first]
    if first and all(map(_is_unsent, first)):
        planned = _with_first_mail(planned, first_contact.first_mail(state, registration, seats), first)
    is_told = not all(map(_is_unsent, first))
    statuses = {seat.seat.id: seat.status for seat in seats}
    told = [_with_owed_news(delivery, planned, others, statuses, is_told=is_told) for delivery in planned]
    return told + _owed_entries(told, registration, seats, rows)


def _owed_entries(
    planned: Sequence[PlannedDelivery],
    registration: Registration,
    seats: Iterable[SeatState],
    rows: Sequence[StoredDelivery],
) -> list[PlannedDelivery]:
    """Plan the calendar entry that was in a first mail which was dropped for one about more seats, which has none."""
    said = {delivery.payload.seat for delivery in planned}
    replaced = {key for delivery in planned for key in delivery.replaces}
    owed = []
    for seat in seats:
        if seat.status != "confirmed" or seat.seat.id in said or not may_send_entry(seat, registration):
            continue
        sent = [row for row in rows if row.payload.seat == seat.seat.id]
        last = max(sent, key=lambda row: row.payload.sequence or 0, default=None)
        if last is None or not _is_first_request(last, registration):
            continue
        if last.status == "cancelled" or last.key in replaced:
            owed.append(calendar_mail(seat, registration, None))
    return owed


def _is_first_request(row: StoredDelivery, registration: Registration) -> bool:
    is_first = first_contact.is_first(without_address(row.key), registration)
    return is_first and row.payload.method == "REQUEST" and _is_unsent(row)


def _is_unsent(row: StoredDelivery) -> bool:
    return row.status in {"deferred", "held", "cancelled"} and row.last_answer != REPLAYED


def _with_first_mail(
    planned: list[PlannedDelivery], again: PlannedDelivery | None, first: Sequence[StoredDelivery]
) -> list[PlannedDelivery]:
    """Plan the first mail anew where something in it has changed, or where it was dropped for a newer mail."""
    waiting = [row for row in first if row.status != "cancelled"]
    if waiting and not _has_news(planned, first):
        return planned
    if again is None:
        return [msgspec.structs.replace(delivery, replaces=_keys(first)) for delivery in planned]
    again = msgspec.structs.replace(
        again, key=first_contact.again(again.key, len(first)), replaces=_keys(first)
    )
    return [delivery for delivery in planned if not _says_it(again, delivery)] + [again]


def _has_news(planned: Iterable[PlannedDelivery], first: Sequence[StoredDelivery]) -> bool:
    """Whether a mail is planned that contradicts the first mail; a calendar mail only adds to it."""
    told = {seat_id for row in first for seat_id in row.payload.seats}
    return any(
        told.intersection(delivery.payload.seats)
        for delivery in planned
        if delivery.kind != "calendar" or delivery.payload.method == "CANCEL"
    )


def _says_it(again: PlannedDelivery, delivery: PlannedDelivery) -> bool:
    """Whether the first mail says what this delivery would; a calendar message of its own must still be sent."""
    if delivery.kind == "offer" or not set(delivery.payload.seats) <= set(again.payload.seats):
        return False
    method, seat_id = delivery.payload.method, delivery.payload.seat
    return method is None or (method == "REQUEST" and seat_id == again.payload.seat)


def _with_owed_news(
    delivery: PlannedDelivery,
    planned: Sequence[PlannedDelivery],
    others: Sequence[StoredDelivery],
    statuses: Mapping[UUID, EffectiveStatus],
    *,
    is_told: bool,
) -> PlannedDelivery:
    """Return what changes a seat as the mail that has not got through: a seat from the waiting list, a substitute's, an offer.

    Also where only the calendar entry goes or comes anew: the mail that waits is dropped for it. The entry is then removed by a mail after it.
    """
    if (
        delivery.kind not in {"update", "calendar"}
        or delivery.seat_id is None
        or delivery.payload.to is not None
    ):
        return delivery
    is_removal = delivery.payload.method == "CANCEL"
    if is_removal and delivery.kind == "update":
        return delivery
    about = [row for row in others if row.seat_id == delivery.seat_id]
    status = statuses[delivery.seat_id]
    fitting = [kind for kind in SAID_ONCE if _OF_STATUS.get(kind, "confirmed") == status]
    owed = next((kind for kind in fitting if _is_owed(kind, about) and not _is_outdone(kind, about)), None)
    if (
        owed is None
        and not is_told
        and _is_owed("calendar", about)
        and (delivery.kind, delivery.payload.method) == ("update", "REQUEST")
    ):
        owed = "calendar"
    if owed is None:
        return delivery
    suffix = delivery.key.rpartition(":")[2]
    if owed == "offer":
        asked = next(
            offer for offer in planned if offer.kind == "offer" and offer.seat_id == delivery.seat_id
        )
        return msgspec.structs.replace(asked, key=f"{asked.key}:{suffix}")
    payload = delivery.payload
    if is_removal:
        payload = msgspec.structs.replace(payload, seat=None, method=None, sequence=None)
    return msgspec.structs.replace(
        delivery, kind=owed, key=f"{owed}:{delivery.seat_id}:{suffix}", payload=payload, due_at=None
    )


def _is_owed(kind: str, about: Sequence[StoredDelivery]) -> bool:
    rows = [row for row in about if row.kind == kind]
    return bool(rows) and all(map(_is_unsent, rows))


def _is_outdone(kind: str, about: Sequence[StoredDelivery]) -> bool:
    """Whether a later mail about the seat has got through, and said more than these."""
    last = max(row.id for row in about if row.kind == kind)
    return any(row.has_arrived and row.id > last and row.kind not in _BESIDE for row in about)


def _keys(rows: Iterable[StoredDelivery]) -> frozenset[str]:
    return frozenset(row.key for row in rows)
