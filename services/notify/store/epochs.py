"""The row of `epoch`: a number that rises with each restore, and what is on hold since the last."""

from datetime import datetime
from typing import Final

import msgspec

from shared.postgres import Conn

READ: Final = "select value, held_before from epoch"

# `release` waits for transactions that read `held_before` this way; later ones see that nothing is on hold.
READ_AND_HOLD: Final = "select value, held_before from epoch for share"


class Epoch(msgspec.Struct, frozen=True, kw_only=True):
    """`held_before`: mails that follow from events made up to this time are on hold. None: nothing is."""

    value: int
    held_before: datetime | None


async def current(conn: Conn) -> int:
    return (await _read(conn, READ)).value


async def read(conn: Conn) -> Epoch:
    """Return the epoch; a hold cannot be released until the transaction ends."""
    epoch = await _read(conn, READ)
    return epoch if epoch.held_before is None else await _read(conn, READ_AND_HOLD)


async def _read(conn: Conn, statement: str) -> Epoch:
    return msgspec.convert(dict(await conn.fetchrow(statement) or {}), Epoch)
