"""Who asked to be forgotten is, once they know it: when the last mail to them has gone or is given up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notify.domain.delivery import GIVE_UP_AFTER
from services.notify.domain.unit_state import UnitState
from services.notify.store import epochs, erasures, snapshots, unit_states
from services.notify.store.erasures import OpenErasure
from shared.channel import outbox
from shared.events import PersonScrubbed
from shared.postgres import Conn, Pool


async def scrub_people(pool: Pool, *, now: datetime) -> bool:
    """Scrub whoever can be, and tell registration; say whether there was anybody."""
    async with pool.acquire() as conn:
        waiting = await erasures.list_open(conn)
    found = False
    for one in waiting:
        async with pool.acquire() as conn, conn.transaction():
            await snapshots.lock_organisers(conn, [one.organiser_id])
            found |= await _scrub(conn, one, now)
    return found


async def _scrub(conn: Conn, one: OpenErasure, now: datetime) -> bool:
    unit_ids = await erasures.units(conn, one)
    if one.asked_at + GIVE_UP_AFTER <= now:
        await erasures.give_up(conn, one)
    elif await _is_expected(conn, one, unit_ids, now):
        return False
    if await erasures.count_unsent(conn, one):
        return False
    await erasures.scrub(conn, one, unit_ids, now)
    epoch = await epochs.current(conn)
    event = PersonScrubbed(organiser_id=one.organiser_id, id=one.person_id, epoch=epoch, version=1, at=now)
    await outbox.add(conn, [event])
    return True


async def _is_expected(conn: Conn, one: OpenErasure, unit_ids: Sequence[UUID], now: datetime) -> bool:
    """Whether we have not heard yet of what they were withdrawn from: events come in any order."""
    found = await unit_states.load(conn, unit_states.SharedSnapshots(one.organiser_id), unit_ids)
    return any(_holds_something(state, now) for state in found.values())


def _holds_something(state: UnitState, now: datetime) -> bool:
    if state.registration is None:
        return False
    return any(
        seat.status != "withdrawn"
        and (seat.session_id not in state.sessions or not state.sessions[seat.session_id].is_over(now))
        for seat in state.registration.seats
    )
