"""The command line's own database connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared import postgres
from shared.postgres import Conn


@asynccontextmanager
async def transaction(database_url: str) -> AsyncIterator[Conn]:
    """Connect, and commit if the block succeeds."""
    conn = await postgres.connect(database_url, "registration")
    try:
        async with conn.transaction():
            yield conn
    finally:
        await conn.close()
