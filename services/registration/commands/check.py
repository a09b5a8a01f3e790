"""`kallelse check`: the invariants of registration."""

from services.registration.commands.connection import transaction
from services.registration.store.health import invariants, service_status


async def run(database_url: str) -> list[tuple[str, int, bool]]:
    """Return each invariant's name, its number of violations, and whether it holds."""
    async with transaction(database_url) as conn:
        found = await invariants.count(conn)
        await service_status.keep(conn, found)
    return found
