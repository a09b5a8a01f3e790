"""Reading a row that has to be there."""

import asyncpg

from services.registration.domain.errors import NotFound
from shared.postgres import Conn


async def get_row(conn: Conn, what: str, statement: str, *arguments: object) -> asyncpg.Record:
    """The first row that a statement returns, or `NotFound(what)`."""
    row = await conn.fetchrow(statement, *arguments)
    if row is None:
        raise NotFound(what)
    return row
