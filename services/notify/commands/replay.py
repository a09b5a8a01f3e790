"""`kallelse replay`: offers events parked by registration again."""

from shared.channel import outbox
from shared.postgres import connect


async def run(database_url: str) -> int:
    """Offer every parked event to registration again, and return their number."""
    conn = await connect(database_url, "notify")
    try:
        return await outbox.replay(conn)
    finally:
        await conn.close()
