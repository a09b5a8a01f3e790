"""`kallelse resync`: sends every snapshot to notify again."""

from services.registration.commands.connection import transaction
from services.registration.store.health import service_status
from services.registration.store.outgoing import everything
from shared import times


async def run(database_url: str) -> int:
    """Queue every snapshot, marked as replay, and return their number."""
    replayed_at = times.now()
    async with transaction(database_url) as conn:
        await everything.tell_everything(conn, replayed_at=replayed_at)
        return await service_status.count_replayed(conn, replayed_at)
