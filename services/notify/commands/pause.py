"""`kallelse pause` and `kallelse resume`: all mail of the installation waits, and goes again."""

from datetime import datetime

import msgspec

from services.notify.store import holds
from shared.postgres import connect


class PauseState(msgspec.Struct, frozen=True, kw_only=True):
    """Since when all mail is paused (None: it is not), and how many mails are due now."""

    since: datetime | None
    due: int


async def run(database_url: str, *, resume: bool) -> PauseState:
    """Pause or resume, and return what is so then; the number is that of before the plan is made anew."""
    conn = await connect(database_url, "notify")
    try:
        async with conn.transaction():
            due = await holds.count_due(conn)
            await (holds.resume(conn) if resume else holds.pause(conn))
            return PauseState(since=await holds.paused_since(conn), due=due)
    finally:
        await conn.close()
