"""Plans some units of one tenant: loads their state and their ledger, compares, and writes the difference."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from services.notify.actions.plan_record import PlanRecord
from services.notify.domain import plan as planning
from services.notify.domain.communicated import CalendarEntry, CommunicatedState, PlannedDelivery
from services.notify.domain.delivery import domain_of
from services.notify.domain.notices import notice_recipient
from services.notify.domain.passed_on import entries_before
from services.notify.domain.unit_state import UnitState
from services.notify.domain.urgency import urgency_of
from services.notify.store import calendar_entries, plans, unit_states
from services.notify.store.plans import DeliveryChange, NewDelivery
from shared.logs import correlation
from shared.postgres import Conn

CHUNK: Final = 500  # units planned in one transaction


async def plan_units(
    conn: Conn,
    organiser_id: UUID,
    unit_ids: Sequence[UUID],
    now: datetime,
    *,
    on_hold: AbstractSet[UUID] = frozenset(),
    record: PlanRecord | None = None,
) -> None:
    """Update the ledger of these units, in the caller's transaction, which holds the tenant's planning lock.

    New deliveries of the units in `on_hold` are stored as `held`, until an operator releases them. What changes is
    added to the `record`.
    """
    if not unit_ids:
        return
    await plans.lock_open(conn, organiser_id, unit_ids)
    found = await unit_states.load(conn, unit_states.SharedSnapshots(organiser_id), unit_ids)
    rows = await plans.of_units(conn, organiser_id, unit_ids)
    others = [one.id for state in found.values() for one in state.registrations]
    entries = await calendar_entries.of_registrations(conn, organiser_id, [*unit_ids, *others])
    new: list[NewDelivery] = []
    changes: list[DeliveryChange] = []
    taken_back: list[UUID] = []
    known: list[CalendarEntry] = []
    for unit_id, state in found.items():
        communicated = CommunicatedState(
            rows=rows.get(unit_id, {}),
            entries=entries.get(unit_id, {}),
            earlier=entries_before(state.registration, state.registrations, entries),
        )
        made = planning.plan(state, communicated, now)
        if made is planning.NOTHING:
            continue
        is_on_hold = unit_id in on_hold
        urgency = partial(
            urgency_of,
            registration=state.registration,
            is_first_contact=planning.is_first_contact(communicated),
            is_trial=planning.is_trial(state),
        )
        new.extend(
            _new(delivery, unit_id, state, None, urgency=urgency(delivery), is_on_hold=is_on_hold)
            for delivery in made.insert
        )
        new.extend(
            _new(delivery, unit_id, state, state.replayed_at, urgency=urgency(delivery), is_on_hold=False)
            for delivery in made.adopted
        )
        changes.extend(
            DeliveryChange(row=row, delivery=delivery, urgency=urgency(delivery), is_on_hold=is_on_hold)
            for row, delivery in made.amend
        )
        taken_back.extend(row.id for row in made.cancel)
        known.extend(made.entries)
        if record is not None:
            amended = (delivery for _, delivery in made.amend)
            record.add(
                _new(delivery, unit_id, state, None, urgency=urgency(delivery), is_on_hold=is_on_hold)
                for delivery in (*made.insert, *amended)
            )
            record.stop(made.cancel)
    await plans.insert(conn, organiser_id, new, correlation.get())
    await plans.amend(conn, organiser_id, changes)
    await plans.cancel(conn, organiser_id, taken_back)
    await calendar_entries.put(conn, organiser_id, known)


def _new(
    planned: PlannedDelivery,
    unit_id: UUID,
    state: UnitState,
    replayed_at: datetime | None,
    *,
    urgency: int,
    is_on_hold: bool,
) -> NewDelivery:
    mailed = state.mailing_recipient
    unit = mailed or state.registration or state.invitation
    test_to = mailed.test_to if mailed else None
    address = planned.payload.to or test_to
    if address is None:
        address = state.person.email if state.person else notice_recipient(state, planned.kind)
    return NewDelivery(
        delivery=planned,
        unit_id=unit_id,
        cohort_id=unit.cohort_id if unit else None,
        person_id=unit.person_id if unit and test_to is None else None,
        domain=domain_of(address),
        urgency=urgency,
        to_address=address if replayed_at is not None else None,
        replayed_at=replayed_at,
        is_on_hold=is_on_hold,
    )
