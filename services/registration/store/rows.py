"""Reading of a row that must exist."""

import asyncpg

from services.registration.domain.errors import NotFound
from shared.postgres import Conn


async def get_row(conn: Conn, what: str, statement: str, *arguments: object) -> asyncpg.Record:
    """Return the first row of a statement; raises `NotFound(what)` if there is none."""
    row = await conn.fetchrow(statement, *arguments)
    if row is None:
        raise NotFound(what)
    return row
