"""Take snapshots in, the newest of each, and plan anew for everybody whom they bear on; all set-based."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.actions.plan_units import CHUNK, plan_units
from services.notify.store import calendar_entries, epochs, erasures, plans, snapshots, units_due
from services.notify.store.epochs import Epoch
from services.notify.store.snapshots import SnapshotVersion, kind_of
from shared.channel.inbox import Taken
from shared.events import (
    Cohort,
    Enquiry,
    Invitation,
    InvitationDelivery,
    Opening,
    Organiser,
    Person,
    PersonScrubbed,
    Programme,
    Registration,
    Session,
    ToNotify,
)
from shared.logs import correlation
from shared.postgres import Conn

# Of a cohort only these bear on who hears what.
_COHORT_MATTERS: Final = ("status", "sends_confirmations", "reminders", "programme_id")


class NewestEvent(msgspec.Struct, frozen=True, kw_only=True):
    """The newest of one thing in a batch. `is_on_hold`: told before a restore, so its mail may have gone already."""

    event: ToNotify
    replayed_at: datetime | None
    is_on_hold: bool

    @property
    def rank(self) -> tuple[int, int, bool]:
        return self.event.epoch, self.event.version, self.replayed_at is None


class NewerSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot that is newer than what was known. `is_original`: of what a replay had brought before it."""

    event: ToNotify
    replayed_at: datetime | None
    is_first: bool
    is_original: bool
    is_on_hold: bool
    is_idle: bool = False


async def take_events(conn: Conn, taken: Sequence[Taken], now: datetime) -> None:
    """Act on events, any number, in any order, in the caller's transaction."""
    if not taken:
        return
    await snapshots.lock_organisers(conn, sorted({one.event.organiser_id for one in taken}))
    newest = _newest(taken, await epochs.read(conn))
    known = await snapshots.states(conn, [one.event for one in newest])
    fresh = [found for one in newest if (found := _fresh(one, known.get((kind_of(one.event), one.event.id))))]
    late = _late_units(taken, known)
    await _plan_before(conn, fresh, now)
    if fresh:
        await snapshots.put(conn, [(one.event, one.replayed_at) for one in fresh])
    for organiser_id in sorted({one.event.organiser_id for one in fresh} | late.keys()):
        of_one = [one for one in fresh if one.event.organiser_id == organiser_id]
        on_the_way = late.get(organiser_id, set())
        erased = [one.event.id for one in of_one if isinstance(one.event, Person) and one.event.erased]
        await erasures.ask(conn, organiser_id, erased, now)
        await _forget_adoption(conn, organiser_id, on_the_way)
        units = sorted(on_the_way.union(await _affected(conn, organiser_id, of_one)))
        old = [one for one in of_one if one.is_on_hold]
        on_hold = frozenset(await _affected(conn, organiser_id, old)) if old else frozenset[UUID]()
        # The rest waits for `plan_due`: mails to the first go meanwhile.
        here, rest = units[:CHUNK], units[CHUNK:]
        if rest:
            await units_due.put(conn, organiser_id, rest, on_hold=on_hold, correlation_id=correlation.get())
        if here:
            on_hold |= (await units_due.take_these(conn, organiser_id, here)).on_hold
            await plan_units(conn, organiser_id, here, now, on_hold=on_hold)


async def _plan_before(conn: Conn, fresh: Sequence[NewerSnapshot], now: datetime) -> None:
    """Plan what still waits for it of units that now change themselves.

    What a replay has brought is taken over as told, or it is told: that is decided before the original is read.
    """
    units: dict[UUID, list[UUID]] = {}
    for one in fresh:
        if not one.is_first and isinstance(one.event, Registration | Invitation):
            units.setdefault(one.event.organiser_id, []).append(one.event.id)
    for organiser_id, unit_ids in sorted(units.items()):
        due = await units_due.take_these(conn, organiser_id, sorted(unit_ids))
        await plan_units(conn, organiser_id, due.unit_ids, now, on_hold=due.on_hold)


def _newest(taken: Sequence[Taken], epoch: Epoch) -> list[NewestEvent]:
    """Keep the newest of each thing; of two that are the same, the one that is no replay.

    An event of an earlier epoch was on its way when the installation was lost: what it tells of is no longer so.
    """
    found: dict[tuple[str, UUID], NewestEvent] = {}
    for one in taken:
        event = one.event
        if isinstance(event, InvitationDelivery | PersonScrubbed):
            raise TypeError("an event that is not for notify")
        if event.epoch < epoch.value:
            continue
        key, before = (kind_of(event), event.id), found.get((kind_of(event), event.id))
        is_on_hold = epoch.held_before is not None and one.made_at <= epoch.held_before
        # One that is old makes them all so: what it told may have gone, whatever has come to it since.
        is_on_hold = is_on_hold or (before is not None and before.is_on_hold)
        this = NewestEvent(event=event, replayed_at=one.replayed_at, is_on_hold=is_on_hold)
        newest = this if before is None or this.rank > before.rank else before
        found[key] = msgspec.structs.replace(newest, is_on_hold=is_on_hold)
    return list(found.values())


def _fresh(one: NewestEvent, state: SnapshotVersion | None) -> NewerSnapshot | None:
    event, replayed_at = one.event, one.replayed_at
    if state is None:
        return NewerSnapshot(
            event=event, replayed_at=replayed_at, is_first=True, is_original=False, is_on_hold=one.is_on_hold
        )
    ours, theirs = (state.epoch, state.version), (event.epoch, event.version)
    is_original = ours == theirs and state.replayed_at is not None and replayed_at is None
    if theirs < ours or (ours == theirs and not is_original):
        return None
    is_idle = isinstance(event, Cohort) and state.body is not None and _is_the_same(event, state.body)
    return NewerSnapshot(
        event=event,
        replayed_at=replayed_at,
        is_first=False,
        is_original=is_original,
        is_on_hold=one.is_on_hold,
        is_idle=is_idle,
    )


def _is_the_same(cohort: Cohort, before: ToNotify) -> bool:
    return all(getattr(cohort, field) == getattr(before, field) for field in _COHORT_MATTERS)


def _late_units(
    taken: Sequence[Taken], known: Mapping[tuple[str, UUID], SnapshotVersion]
) -> dict[UUID, set[UUID]]:
    """The units, by tenant, of which an original comes when as new a snapshot, or a newer one, is known already."""
    late: dict[UUID, set[UUID]] = {}
    for one in taken:
        event = one.event
        if one.replayed_at is None and isinstance(event, Registration | Invitation):
            state = known.get((kind_of(event), event.id))
            if state and state.epoch == event.epoch and state.version >= event.version:
                late.setdefault(event.organiser_id, set()).add(event.id)
    return late


async def _forget_adoption(conn: Conn, organiser_id: UUID, units: Collection[UUID]) -> None:
    """The original was on its way all the time: what a replay took over as told has not been told."""
    if units:
        await calendar_entries.drop_adopted(conn, organiser_id, sorted(units))
        await plans.drop_adopted(conn, organiser_id, sorted(units))


def _is_silent(one: NewerSnapshot) -> bool:
    """Whether it is a new kallelse: nothing was told by it, and nothing will be but by its registration."""
    return one.is_first and isinstance(one.event, Invitation) and one.event.form == "kallelse"


async def _affected(conn: Conn, organiser_id: UUID, fresh: list[NewerSnapshot]) -> list[UUID]:
    """Find the units to plan anew. Most things bear on a plan only by being there; then later ones do not."""
    first = [one.event for one in fresh if one.is_first]
    if any(isinstance(event, Organiser) for event in first):
        return sorted(await snapshots.units_of_organiser(conn, organiser_id))
    units = {
        one.event.id
        for one in fresh
        if isinstance(one.event, Registration | Invitation | Enquiry | Opening) and not _is_silent(one)
    }
    if people := [event.id for event in first if isinstance(event, Person)]:
        units.update(await snapshots.units_of_people(conn, organiser_id, people))
    if programmes := [event.id for event in first if isinstance(event, Programme)]:
        units.update(await snapshots.units_of_programmes(conn, organiser_id, programmes))
    if cohorts := [one.event.id for one in fresh if isinstance(one.event, Cohort) and not one.is_idle]:
        units.update(await snapshots.units_of_cohorts(conn, organiser_id, cohorts))
    if sessions := [one.event for one in fresh if isinstance(one.event, Session)]:
        units.update(await snapshots.holders(conn, organiser_id, sessions))
    called = [
        one.event for one in fresh if isinstance(one.event, Invitation) and one.event.form == "kallelse"
    ]
    if called:
        units.update(await snapshots.called(conn, organiser_id, called))
    return sorted(units)
