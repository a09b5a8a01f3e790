"""`kallelse resync`: every snapshot to notify again."""

from services.registration.commands.connection import transaction
from services.registration.store import events, standing
from shared import times


async def run(database_url: str) -> int:
    """Tell everything again, marked as replay, and say how many snapshots that is."""
    replayed_at = times.now()
    async with transaction(database_url) as conn:
        await events.tell_everything(conn, replayed_at=replayed_at)
        return await standing.count_replayed(conn, replayed_at)
