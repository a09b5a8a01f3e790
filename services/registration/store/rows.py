"""Reading of a row that must exist, and inserting one that may exist."""

import asyncpg

from services.registration.domain.errors import AlreadyMade, NotFound
from shared.postgres import Conn


async def get_row(conn: Conn, what: str, statement: str, *arguments: object) -> asyncpg.Record:
    """Return the first row of a statement; raises `NotFound(what)` if there is none."""
    row = await conn.fetchrow(statement, *arguments)
    if row is None:
        raise NotFound(what)
    return row


async def insert_once(conn: Conn, statement: str, *arguments: object) -> None:
    """Insert a row; raises `AlreadyMade` if there is one with its id."""
    try:
        await conn.execute(statement, *arguments)
    except asyncpg.UniqueViolationError as error:
        if (error.constraint_name or "").endswith("_pkey"):
            raise AlreadyMade from error
        raise
