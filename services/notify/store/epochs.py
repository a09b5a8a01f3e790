"""The row of `epoch`: it rises with each restore, and says what is held back since."""

from datetime import datetime
from typing import Final

import msgspec

from shared.postgres import Conn

READ: Final = "select value, held_before from epoch"

# Whoever releases waits until the plans that hold back have been committed, and later ones see that it is over.
READ_AND_HOLD: Final = "select value, held_before from epoch for share"


class Epoch(msgspec.Struct, frozen=True, kw_only=True):
    """`held_before`: what follows from events made up to then waits until somebody releases it."""

    value: int
    held_before: datetime | None


async def current(conn: Conn) -> int:
    return (await _read(conn, READ)).value


async def read(conn: Conn) -> Epoch:
    """How it stands, and stays until the transaction ends."""
    epoch = await _read(conn, READ)
    return epoch if epoch.held_before is None else await _read(conn, READ_AND_HOLD)


async def _read(conn: Conn, statement: str) -> Epoch:
    return msgspec.convert(dict(await conn.fetchrow(statement) or {}), Epoch)
