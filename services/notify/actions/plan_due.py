"""Plans the units in `unit_due`, some hundreds per transaction, where one change affects thousands of units."""

from datetime import datetime

from services.notify.actions.plan_units import CHUNK, plan_units
from services.notify.store import snapshots, units_due
from shared.logs import correlation
from shared.postgres import Pool


async def plan_due(pool: Pool, *, now: datetime) -> bool:
    """Plan the next chunk of one tenant's waiting units; return whether there was any."""
    async with pool.acquire() as conn, conn.transaction():
        if (turn := await units_due.first(conn)) is None:
            return False
        organiser_id, correlation_id = turn
        await snapshots.lock_organisers(conn, [organiser_id])
        due = await units_due.take(conn, organiser_id, correlation_id, most=CHUNK)
        token = correlation.set(correlation_id)
        try:
            await plan_units(conn, organiser_id, due.unit_ids, now, on_hold=due.on_hold)
        finally:
            correlation.reset(token)
    return True
