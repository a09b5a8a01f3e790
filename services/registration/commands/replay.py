"""`kallelse replay`: offers parked events again; `kallelse parked`: names them."""

from services.registration.commands.connection import transaction
from shared.channel import outbox, parked
from shared.channel.parked import ParkedEvent


async def run(database_url: str) -> int:
    """Offer every parked event to notify again, and return their number."""
    async with transaction(database_url) as conn:
        return await outbox.replay(conn)


async def list_parked(database_url: str, *, most: int) -> list[ParkedEvent]:
    """Return the oldest events that notify could not handle."""
    async with transaction(database_url) as conn:
        return await parked.list_parked(conn, most=most)
