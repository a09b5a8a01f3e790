"""Decides which deliveries a unit should have, and compares them with its ledger (architecture rule 5).

A delivery whose bytes are fixed is history and stays. Every other delivery is planned anew from the newest snapshots at
each event. The result therefore does not depend on the order of the events, nor on how often each one arrives.
"""

from datetime import datetime
from typing import Final

import msgspec

from services.notify.domain import (
    addresses,
    confirming,
    first_contact,
    mailings,
    notices,
    open_invitations,
    seats,
)
from services.notify.domain.calendar_state import entries_after, placed_still
from services.notify.domain.communicated import (
    CalendarEntry,
    CommunicatedState,
    DeliveryPayload,
    PlannedDelivery,
    StoredDelivery,
)
from services.notify.domain.differences import differences
from services.notify.domain.holds import within_hours
from services.notify.domain.lost_seats import is_owed, is_unheard, untrue
from services.notify.domain.passed_on import leave, pass_on, take_over
from services.notify.domain.reminder import seat_mails
from services.notify.domain.seats import SeatState
from services.notify.domain.superseded import superseded
from services.notify.domain.unit_state import UnitState, address_edition, is_complete, is_erased
from services.notify.domain.unsent import retold
from services.notify.domain.urgency import urgency_of
from shared.calendar.sequence import PER_EPOCH
from shared.events import Invitation, Registration

# The kinds that this module plans. It never cancels a delivery of another kind.
PLANNED_KINDS: Final = frozenset(
    {
        "invitation", "invitation_reminder", "confirm", "confirmation", "calendar", "waiting", "offer", "promoted",
        "update", "cancellation", "withdrawal", "reminder", "follow_up", "substitute",
        "link", "opening", "staff", "answer", "mailing",
    }
)  # fmt: skip


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Changes to the ledger of one unit.

    `adopted` deliveries are stored as cancelled: a replay counts them as sent by an earlier installation.
    `entries` are calendar entries that count as known to the seat holder without a mail.
    """

    insert: list[PlannedDelivery] = []
    adopted: list[PlannedDelivery] = []
    amend: list[tuple[StoredDelivery, PlannedDelivery]] = []
    cancel: list[StoredDelivery] = []
    entries: list[CalendarEntry] = []


NOTHING: Final = Plan()


def plan(state: UnitState, communicated: CommunicatedState, now: datetime) -> Plan:
    """Compare the deliveries that the unit should have with those in its ledger.

    Returns `NOTHING` while a snapshot is missing, and after the person was erased.
    """
    if not is_complete(state) or is_erased(state):
        return NOTHING
    dropped = _outdated(state, communicated)
    gone = {row.key: msgspec.structs.replace(row, status="cancelled") for row in dropped}
    communicated = msgspec.structs.replace(communicated, rows={**communicated.rows, **gone})
    placed = {entry.seat_id: entry for entry in placed_still(communicated)}
    communicated = msgspec.structs.replace(communicated, entries={**communicated.entries, **placed})
    planned, known = _planned_deliveries(state, communicated, now)
    known = list({**placed, **{entry.seat_id: entry for entry in known}}.values())
    planned = [delivery for delivery in planned if delivery.expires_at is None or delivery.expires_at > now]
    if state.replayed_at is not None and not communicated.rows and not communicated.entries:
        return _adopt(state, planned, known, state.replayed_at)
    planned = [_in_its_hours(delivery, state, communicated, now) for delivery in planned]
    made = _difference(state, communicated, planned, known, now)
    return msgspec.structs.replace(made, cancel=[*dropped, *made.cancel]) if dropped else made


def _outdated(state: UnitState, communicated: CommunicatedState) -> list[StoredDelivery]:
    """Return the mails that wait for another try and are dropped whatever is planned: to an earlier address, or untrue."""
    edition = address_edition(state)
    wrong = untrue(state, communicated)
    left = [
        row
        for row in communicated.rows.values()
        if row.waits and addresses.to_an_earlier_address(row, edition)
    ]
    return [*wrong, *(row for row in left if row not in wrong)]


def is_first_contact(communicated: CommunicatedState) -> bool:
    """Whether the person has been told nothing at their present addresses."""
    return not any(entry.address_edition for entry in communicated.entries.values())


def is_trial(state: UnitState) -> bool:
    """Whether it is a mailing that its writer sends to themselves."""
    return state.mailing_recipient is not None and state.mailing_recipient.test_to is not None


def _in_its_hours(
    delivery: PlannedDelivery, state: UnitState, communicated: CommunicatedState, now: datetime
) -> PlannedDelivery:
    urgency = urgency_of(
        delivery,
        state.registration,
        is_first_contact=is_first_contact(communicated),
        is_trial=is_trial(state),
    )
    return within_hours(delivery, state, urgency, now)


def _planned_deliveries(
    state: UnitState, communicated: CommunicatedState, now: datetime
) -> tuple[list[PlannedDelivery], list[CalendarEntry]]:
    """Return every delivery that should exist unsent, and the entries that count as known without a mail."""
    if state.notice is not None:
        return list(notices.notice_mails(state.notice)), []
    if state.mailing_recipient is not None:
        return list(mailings.mailing_mails(state)), []
    edition = address_edition(state)
    registration, invitation = state.registration, state.invitation
    farewells: list[PlannedDelivery] = []
    known: list[CalendarEntry] = []
    if registration is not None:
        passed_on = pass_on(registration, communicated.entries) | take_over(registration, communicated)
        told = leave(registration, state.registrations, {**communicated.entries, **passed_on})
        communicated = msgspec.structs.replace(communicated, entries=told)
        seat_states = seats.seat_states(state, registration, communicated, now)
        planned, silent = _registration_mails(state, registration, seat_states, communicated, now)
        known = list({**passed_on, **{entry.seat_id: entry for entry in silent}}.values())
        # Before the mails to the present address, whose SEQUENCEs are higher.
        farewells = list(addresses.farewells(seat_states, registration, communicated))
    else:
        planned = _invitation_mails(state, invitation, communicated, now) if invitation is not None else []
    return farewells + [addresses.to_present_address(delivery, edition) for delivery in planned], known


def _invitation_mails(
    state: UnitState, invitation: Invitation, communicated: CommunicatedState, now: datetime
) -> list[PlannedDelivery]:
    return [
        *first_contact.invitation_mails(state, invitation, communicated, now),
        *first_contact.substitution_mails(invitation),
        *open_invitations.invitation_updates(state, invitation, communicated, now),
        *open_invitations.added_mails(state, invitation, communicated, now),
        *open_invitations.reminder_mails(state, invitation, communicated, now),
        *notices.invitation_link_mails(state, invitation, communicated),
    ]


def _registration_mails(
    state: UnitState,
    registration: Registration,
    seat_states: list[SeatState],
    communicated: CommunicatedState,
    now: datetime,
) -> tuple[list[PlannedDelivery], list[CalendarEntry]]:
    if registration.confirm_until is not None:
        to_confirm = confirming.confirm_mails(state, registration, seat_states)
        return [*to_confirm, *notices.data_link_mails(registration)], []
    edition = address_edition(state)
    known: list[CalendarEntry] = []
    first_keys = [addresses.key_for(key, edition) for key in first_contact.keys(registration)]
    is_told = any(entry.address_edition == edition for entry in communicated.entries.values())
    if is_told or any(communicated.is_done(key) for key in first_keys):
        told = list(differences(seat_states, registration, communicated))
        planned = retold(told, state, registration, seat_states, communicated)
    else:
        planned = list(first_contact.registration_mails(state, registration, seat_states, communicated))
        if not first_contact.sends_first_mail(state, registration):
            unsaid = {seat_id for delivery in planned for seat_id in delivery.payload.seats}
            silent = DeliveryPayload(
                seats=tuple(
                    seat.seat.id
                    for seat in seat_states
                    if not seat.is_over
                    and not (seat.seat.id in unsaid and (is_owed(seat) or is_unheard(seat, registration)))
                ),
                address_edition=edition,
            )
            known = entries_after(state, registration, communicated.entries, silent, address=None)
    planned.extend(notices.link_mails(registration))
    planned.extend(seat_mails(seat_states, state.cohort.reminders if state.cohort else (), now))
    return planned, known


def _adopt(
    state: UnitState, planned: list[PlannedDelivery], known: list[CalendarEntry], replayed_at: datetime
) -> Plan:
    """Count as sent what was due before the replay; insert only what is due after it."""
    entries = {entry.seat_id: entry for entry in known}
    adopted = [delivery for delivery in planned if delivery.due_at is None or delivery.due_at <= replayed_at]
    if state.registration is not None:
        for delivery in adopted:
            made = entries_after(state, state.registration, entries, delivery.payload, address=None)
            entries |= {entry.seat_id: entry for entry in made}
    return Plan(
        insert=[
            delivery for delivery in planned if delivery.due_at is not None and delivery.due_at > replayed_at
        ],
        adopted=adopted,
        entries=[_adopted_entry(entry, state.registration) for entry in entries.values()],
    )


def _adopted_entry(entry: CalendarEntry, registration: Registration | None) -> CalendarEntry:
    """Mark an entry as adopted, with a SEQUENCE above any that was sent: at most one was used per edition."""
    sequence = entry.sequence
    if sequence is not None and registration is not None:
        sequence = (registration.epoch - 1) * PER_EPOCH + entry.edition
    return msgspec.structs.replace(entry, is_adopted=True, sequence=sequence)


def _difference(
    state: UnitState,
    communicated: CommunicatedState,
    planned: list[PlannedDelivery],
    known: list[CalendarEntry],
    now: datetime,
) -> Plan:
    insert: list[PlannedDelivery] = []
    amend: list[tuple[StoredDelivery, PlannedDelivery]] = []
    for delivery in planned:
        row = communicated.rows.get(delivery.key)
        if row is None:
            insert.append(delivery)
        elif row.is_void or (row.is_open and _differs(row, delivery, now)):
            amend.append((row, delivery))
    keys = {delivery.key for delivery in planned}
    cancel = [row for row in communicated.rows.values() if row.key not in keys and _may_cancel(row, state)]
    if insert or amend:
        newer = insert + [delivery for _, delivery in amend]
        cancel.extend(superseded(communicated, newer, state.registration))
    return Plan(insert=insert, amend=amend, cancel=cancel, entries=known)


def _differs(row: StoredDelivery, delivery: PlannedDelivery, now: datetime) -> bool:
    if (row.payload, row.expires_at, row.kind) != (delivery.payload, delivery.expires_at, delivery.kind):
        return True
    if row.status in {"deferred", "sending"}:
        return False
    return row.due_at != delivery.due_at if delivery.due_at is not None else row.due_at > now


def _may_cancel(row: StoredDelivery, state: UnitState) -> bool:
    """Whether a delivery that is no longer planned can be cancelled.

    True while its bytes are not fixed. With fixed bytes that wait for another try: true for a reminder, for what asks
    to confirm, and for any mail of a unit without a registration. Never for a farewell: the earlier address has an entry until it is sent.
    """
    if row.kind not in PLANNED_KINDS or row.payload.to is not None:
        return False
    if row.is_open:
        return True
    return row.waits and (row.kind in {"reminder", "follow_up", "confirm"} or state.registration is None)
