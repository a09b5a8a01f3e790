"""The row of `epoch`: it rises with each restore."""

from typing import Final

from shared.postgres import Conn

CURRENT: Final = "select value from epoch"


async def current(conn: Conn) -> int:
    return int(await conn.fetchval(CURRENT))
