"""Plan for some units of one tenant: load what is so and what was told, decide, write."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final
from uuid import UUID

from services.notify.domain import plan as planning
from services.notify.domain.delivery import domain_of
from services.notify.domain.notices import recipient
from services.notify.domain.told import Entry, Told, Wanted
from services.notify.domain.world import World
from services.notify.store import calendar_entries, plans, worlds
from services.notify.store.plans import Change, New
from shared.logs import correlation
from shared.postgres import Conn

CHUNK: Final = 500  # units planned in one transaction


async def plan_units(
    conn: Conn,
    organiser_id: UUID,
    unit_ids: Sequence[UUID],
    now: datetime,
    *,
    held: AbstractSet[UUID] = frozenset(),
) -> None:
    """Bring the ledger in line for these units, in the caller's transaction, which holds the tenant's plan.

    What becomes due to those in `held` waits until it is released.
    """
    if not unit_ids:
        return
    await plans.lock_open(conn, organiser_id, unit_ids)
    found = await worlds.load(conn, worlds.Common(organiser_id), unit_ids)
    rows = await plans.of_units(conn, organiser_id, unit_ids)
    entries = await calendar_entries.of_registrations(conn, organiser_id, unit_ids)
    new: list[New] = []
    changes: list[Change] = []
    taken_back: list[UUID] = []
    known: list[Entry] = []
    for unit_id, world in found.items():
        told = Told(rows=rows.get(unit_id, {}), entries=entries.get(unit_id, {}))
        made = planning.plan(world, told, now)
        if made is planning.NOTHING:
            continue
        is_held = unit_id in held
        new.extend(_new(one, unit_id, world, None, is_held=is_held) for one in made.insert)
        new.extend(_new(one, unit_id, world, world.replayed_at, is_held=False) for one in made.adopted)
        changes.extend(Change(row=row, wanted=one, is_held=is_held) for row, one in made.amend)
        taken_back.extend(row.id for row in made.cancel)
        known.extend(made.entries)
    await plans.insert(conn, organiser_id, new, correlation.get())
    await plans.amend(conn, organiser_id, changes)
    await plans.cancel(conn, organiser_id, taken_back)
    await calendar_entries.put(conn, organiser_id, known)


def _new(wanted: Wanted, unit_id: UUID, world: World, replayed_at: datetime | None, *, is_held: bool) -> New:
    unit = world.registration or world.invitation
    address = world.person.email if world.person else recipient(world, wanted.kind)
    return New(
        wanted=wanted,
        unit_id=unit_id,
        cohort_id=unit.cohort_id if unit else None,
        person_id=unit.person_id if unit else None,
        domain=domain_of(address),
        replayed_at=replayed_at,
        is_held=is_held,
    )
