"""Plans the units in `unit_due`, some hundreds per transaction, where one change affects thousands of units."""

from datetime import datetime
from typing import Final
from uuid import UUID

from services.notify.actions.plan_units import CHUNK, plan_units
from services.notify.store import snapshots, units_due
from shared.logs import correlation
from shared.postgres import Pool

_FIRST: Final = UUID(int=0)


async def plan_due(pool: Pool, *, now: datetime, after: UUID = _FIRST) -> UUID | None:
    """Plan a chunk of the waiting units of the tenant that comes `after` another; return the tenant, or None for none."""
    async with pool.acquire() as conn, conn.transaction():
        if (turn := await units_due.next_turn(conn, after)) is None:
            return None
        organiser_id, correlation_id = turn
        await snapshots.lock_organisers(conn, [organiser_id])
        due = await units_due.take(conn, organiser_id, correlation_id, most=CHUNK)
        token = correlation.set(correlation_id)
        try:
            await plan_units(conn, organiser_id, due.unit_ids, now, on_hold=due.on_hold)
        finally:
            correlation.reset(token)
    return organiser_id
