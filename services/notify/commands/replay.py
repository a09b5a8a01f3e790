"""`kallelse replay`: offers events parked by registration again; `kallelse parked`: names them."""

from shared.channel import outbox, parked
from shared.channel.parked import ParkedEvent
from shared.postgres import connect


async def run(database_url: str) -> int:
    """Offer every parked event to registration again, and return their number."""
    conn = await connect(database_url, "notify")
    try:
        return await outbox.replay(conn)
    finally:
        await conn.close()


async def list_parked(database_url: str, *, most: int) -> list[ParkedEvent]:
    """Return the oldest events that registration could not handle."""
    conn = await connect(database_url, "notify")
    try:
        return await parked.list_parked(conn, most=most)
    finally:
        await conn.close()
