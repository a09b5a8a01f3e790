"""`kallelse replay`: offers parked events again."""

from services.registration.commands.connection import transaction
from shared.channel import outbox


async def run(database_url: str) -> int:
    """Offer every parked event to notify again, and return their number."""
    async with transaction(database_url) as conn:
        return await outbox.replay(conn)
