"""Whether a process can do its work now: the database and the queue take writes, and events are answered."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg
import msgspec

from shared.channel import outbox, queue
from shared.channel.outbox import StuckEvents
from shared.channel.service import Channel
from shared.postgres import Conn, is_passing
from shared.service import fitness

OK: Final = "ok"
AWAY: Final = "away"
NO_WRITES: Final = "takes no writes"
NOT_MIGRATED: Final = "not migrated"

_SECONDS: Final = 2.0
# Health may be asked several times a second, by every load balancer.
_WRITE_EVERY_SECONDS: Final = 1.0


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """How the servers are, each `ok` or in two words, and the events to the other service (None: not known)."""

    database: str
    redis: str
    events: StuckEvents | None

    @property
    def is_ready(self) -> bool:
        """The queue does not count: it holds only work in flight, which waits in the database meanwhile."""
        return self.database == OK


class ReadinessCheck:
    """Asked by /health/ready. One for each process."""

    def __init__(self, channel: Channel, is_migrated: Callable[[Conn], Awaitable[bool]]) -> None:
        self.channel = channel
        self.is_migrated = is_migrated
        self._written_at = float("-inf")

    async def look(self) -> Readiness:
        """Look at both servers at once."""
        (database, events), redis = await asyncio.gather(self._database(), self._redis())
        return Readiness(database=database, redis=redis, events=events)

    async def _database(self) -> tuple[str, StuckEvents | None]:
        try:
            async with asyncio.timeout(_SECONDS), self.channel.pool.acquire() as conn:
                if not await self.is_migrated(conn):
                    return NOT_MIGRATED, None
                events = await outbox.stuck(conn)
                try:
                    await self._write(conn)
                except (asyncpg.ReadOnlySQLTransactionError, asyncpg.InsufficientResourcesError):
                    return NO_WRITES, events
                return OK, events
        except asyncpg.UndefinedTableError:
            return NOT_MIGRATED, None
        except Exception as error:
            if not is_passing(error):
                raise
            return AWAY, None

    async def _write(self, conn: Conn) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._written_at >= _WRITE_EVERY_SECONDS:
            await fitness.write(conn)
            self._written_at = now

    async def _redis(self) -> str:
        try:
            async with asyncio.timeout(_SECONDS):
                await self.channel.try_queue()
        except queue.AWAY as error:
            return NO_WRITES if queue.is_refusal(error) else AWAY
        return OK
