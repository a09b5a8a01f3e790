"""Stores the newest snapshot of each thing and plans anew for the units that it affects, with set-based statements."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.actions.dead_addresses import follow_addresses, forget_mail_of
from services.notify.actions.plan_record import PlanRecord
from services.notify.actions.plan_units import CHUNK, plan_units
from services.notify.store import calendar_entries, epochs, erasures, plans, snapshots, units_due
from services.notify.store.epochs import Epoch
from services.notify.store.snapshots import SnapshotVersion, kind_of
from shared.channel.inbox import ReceivedEvent
from shared.events import (
    Cohort,
    Enquiry,
    Invitation,
    Organiser,
    Person,
    Programme,
    Registration,
    Session,
    ToNotify,
    ToRegistration,
)
from shared.logs import correlation
from shared.mailing_events import Mailing, MailingRecipient
from shared.notice_events import Opening, StaffLink
from shared.postgres import Conn

# The fields of an organiser, a cohort and a person that affect what is planned.
_MATTERS: Final[Mapping[type, tuple[str, ...]]] = {
    Organiser: ("sending_paused_at", "send_hours"),
    Cohort: (
        "status",
        "sends_confirmations",
        "reminders",
        "programme_id",
        "sending_paused_at",
        "send_hours",
    ),
    Person: ("address_edition",),
}


class NewestEvent(msgspec.Struct, frozen=True, kw_only=True):
    """The newest event of one thing in a batch. `is_on_hold`: made before a restore; its mail may have been sent."""

    event: ToNotify
    replayed_at: datetime | None
    is_on_hold: bool

    @property
    def rank(self) -> tuple[int, int, bool]:
        return self.event.epoch, self.event.version, self.replayed_at is None


class NewerSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot that is newer than the stored one.

    `is_first`: none was stored. `is_original`: the same version was stored from a replay. `is_idle`: an organiser, a cohort
    or a person whose change affects no plan.
    """

    event: ToNotify
    replayed_at: datetime | None
    is_first: bool
    is_original: bool
    is_on_hold: bool
    is_idle: bool = False


async def take_events(
    conn: Conn, taken: Sequence[ReceivedEvent], now: datetime, record: PlanRecord | None = None
) -> None:
    """Process events, any number in any order, in the caller's transaction; what they change is added to the `record`."""
    if not taken:
        return
    await snapshots.lock_organisers(conn, sorted({snapshot.event.organiser_id for snapshot in taken}))
    newest = _newest(taken, await epochs.read(conn))
    known = await snapshots.states(conn, [snapshot.event for snapshot in newest])
    newer = [
        found
        for snapshot in newest
        if (found := _newer_than(snapshot, known.get((kind_of(snapshot.event), snapshot.event.id))))
    ]
    late = _late_units(taken, known)
    await _plan_before(conn, newer, now, record)
    if newer:
        await snapshots.put(conn, [(snapshot.event, snapshot.replayed_at) for snapshot in newer])
    for organiser_id in sorted({snapshot.event.organiser_id for snapshot in newer} | late.keys()):
        own = [snapshot for snapshot in newer if snapshot.event.organiser_id == organiser_id]
        on_the_way = late.get(organiser_id, set())
        erased = [
            snapshot.event.id
            for snapshot in own
            if isinstance(snapshot.event, Person) and snapshot.event.erased
        ]
        await erasures.ask(conn, organiser_id, erased, now)
        lost = [
            e.id for e in (snapshot.event for snapshot in own) if isinstance(e, Person) and e.address_erased
        ]
        await plans.erase_address(conn, organiser_id, lost)
        await forget_mail_of(conn, organiser_id, lost)
        await follow_addresses(
            conn,
            organiser_id,
            [one.event for one in own if isinstance(one.event, Person) and not one.is_idle],
        )
        await _forget_adoption(conn, organiser_id, on_the_way)
        units = sorted(on_the_way.union(await _affected(conn, organiser_id, own)))
        on_hold_now = [snapshot for snapshot in own if snapshot.is_on_hold]
        on_hold = (
            frozenset(await _affected(conn, organiser_id, on_hold_now)) if on_hold_now else frozenset[UUID]()
        )
        # The rest is left to `plan_due`, so that mails to the first units go out meanwhile.
        here, rest = units[:CHUNK], units[CHUNK:]
        if rest:
            await units_due.put(conn, organiser_id, rest, on_hold=on_hold, correlation_id=correlation.get())
        if here:
            on_hold |= (await units_due.take_these(conn, organiser_id, here)).on_hold
            await plan_units(conn, organiser_id, here, now, on_hold=on_hold, record=record)


async def _plan_before(
    conn: Conn, newer: Sequence[NewerSnapshot], now: datetime, record: PlanRecord | None
) -> None:
    """Plan the units in `unit_due` whose own snapshot changes in this batch, before it does.

    Whether a replay is adopted or mailed must be decided before the original replaces it.
    """
    units: dict[UUID, list[UUID]] = {}
    for snapshot in newer:
        if not snapshot.is_first and isinstance(snapshot.event, Registration | Invitation):
            units.setdefault(snapshot.event.organiser_id, []).append(snapshot.event.id)
    for organiser_id, unit_ids in sorted(units.items()):
        due = await units_due.take_these(conn, organiser_id, sorted(unit_ids))
        await plan_units(conn, organiser_id, due.unit_ids, now, on_hold=due.on_hold, record=record)


def _newest(taken: Sequence[ReceivedEvent], epoch: Epoch) -> list[NewestEvent]:
    """Return the newest event of each thing; of two with the same version, the one that is no replay.

    Events of an earlier epoch are dropped: they were on their way when the installation was lost, and are outdated.
    """
    found: dict[tuple[str, UUID], NewestEvent] = {}
    for received in taken:
        event = received.event
        if isinstance(event, ToRegistration):
            raise TypeError("an event that is not for notify")
        if event.epoch < epoch.value:
            continue
        key, before = (kind_of(event), event.id), found.get((kind_of(event), event.id))
        is_on_hold = epoch.held_before is not None and received.made_at <= epoch.held_before
        # One event from before the restore puts the thing on hold: its mail may have been sent.
        is_on_hold = is_on_hold or (before is not None and before.is_on_hold)
        this = NewestEvent(event=event, replayed_at=received.replayed_at, is_on_hold=is_on_hold)
        newest = this if before is None or this.rank > before.rank else before
        found[key] = msgspec.structs.replace(newest, is_on_hold=is_on_hold)
    return list(found.values())


def _newer_than(newest: NewestEvent, state: SnapshotVersion | None) -> NewerSnapshot | None:
    event, replayed_at = newest.event, newest.replayed_at
    if state is None:
        return NewerSnapshot(
            event=event,
            replayed_at=replayed_at,
            is_first=True,
            is_original=False,
            is_on_hold=newest.is_on_hold,
        )
    known_version, new_version = (state.epoch, state.version), (event.epoch, event.version)
    is_original = known_version == new_version and state.replayed_at is not None and replayed_at is None
    if new_version < known_version or (known_version == new_version and not is_original):
        return None
    is_idle = state.body is not None and _is_the_same(event, state.body)
    return NewerSnapshot(
        event=event,
        replayed_at=replayed_at,
        is_first=False,
        is_original=is_original,
        is_on_hold=newest.is_on_hold,
        is_idle=is_idle,
    )


def _is_the_same(event: ToNotify, before: ToNotify) -> bool:
    fields = _MATTERS.get(type(event))
    return fields is not None and all(getattr(event, field) == getattr(before, field) for field in fields)


def _late_units(
    taken: Sequence[ReceivedEvent], known: Mapping[tuple[str, UUID], SnapshotVersion]
) -> dict[UUID, set[UUID]]:
    """Return the units, by tenant, whose original event arrives after the same or a newer version was stored."""
    late: dict[UUID, set[UUID]] = {}
    for received in taken:
        event = received.event
        if received.replayed_at is None and isinstance(event, Registration | Invitation):
            state = known.get((kind_of(event), event.id))
            if state and state.epoch == event.epoch and state.version >= event.version:
                late.setdefault(event.organiser_id, set()).add(event.id)
    return late


async def _forget_adoption(conn: Conn, organiser_id: UUID, units: Collection[UUID]) -> None:
    """Undo an adoption: the original event shows that no earlier installation has sent these mails."""
    if units:
        await calendar_entries.drop_adopted(conn, organiser_id, sorted(units))
        await plans.drop_adopted(conn, organiser_id, sorted(units))


def _is_silent(snapshot: NewerSnapshot) -> bool:
    """Whether it is a new kallelse, whose mail is planned from its registration."""
    return snapshot.is_first and isinstance(snapshot.event, Invitation) and snapshot.event.form == "kallelse"


async def _affected(conn: Conn, organiser_id: UUID, newer: list[NewerSnapshot]) -> list[UUID]:
    """Return the units to plan anew.

    A programme affects plans only when it arrives first, a person also with another address, an organiser also where its
    mail is paused or resumed, or gets other hours; other changes of theirs are read when mails are composed. A registration
    affects the person's others in the cohort.
    """
    first = [snapshot.event for snapshot in newer if snapshot.is_first]
    if any(isinstance(event, Organiser) for event in first):
        return sorted(await snapshots.units_of_organiser(conn, organiser_id))
    units = {
        snapshot.event.id
        for snapshot in newer
        if isinstance(
            snapshot.event, Registration | Invitation | Enquiry | Opening | StaffLink | MailingRecipient
        )
        and not _is_silent(snapshot)
    }
    if any(isinstance(snapshot.event, Organiser) and not snapshot.is_idle for snapshot in newer):
        units.update(await plans.units_with_unsent(conn, organiser_id))
    registrations = [snapshot.event for snapshot in newer if isinstance(snapshot.event, Registration)]
    if registrations:
        others = await snapshots.registrations_of_people(conn, organiser_id, registrations)
        units.update({event.id for event in others} - {event.id for event in registrations})
    if people := [
        snapshot.event.id for snapshot in newer if isinstance(snapshot.event, Person) and not snapshot.is_idle
    ]:
        units.update(await snapshots.units_of_people(conn, organiser_id, people))
    arrived = [
        snapshot.event for snapshot in newer if snapshot.is_first or isinstance(snapshot.event, Mailing)
    ]
    units.update(await snapshots.mailed(conn, organiser_id, arrived))
    if programmes := [event.id for event in first if isinstance(event, Programme)]:
        units.update(await snapshots.units_of_programmes(conn, organiser_id, programmes))
    if cohorts := [
        snapshot.event.id for snapshot in newer if isinstance(snapshot.event, Cohort) and not snapshot.is_idle
    ]:
        units.update(await snapshots.units_of_cohorts(conn, organiser_id, cohorts))
    if sessions := [snapshot.event for snapshot in newer if isinstance(snapshot.event, Session)]:
        units.update(await snapshots.units_of_sessions(conn, organiser_id, sessions))
    called = [
        snapshot.event
        for snapshot in newer
        if isinstance(snapshot.event, Invitation) and snapshot.event.form == "kallelse"
    ]
    if called:
        units.update(await snapshots.registrations_of_invitations(conn, organiser_id, called))
    return sorted(units)
