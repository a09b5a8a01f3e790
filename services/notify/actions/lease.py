"""A worker's hold on what it has claimed: tied to its heartbeat, lost when it has been silent (architecture rule 6)."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from services.notify.store import sending, workers
from shared import ids
from shared.postgres import Pool

BEAT_SECONDS: Final = 2.0
LOST_AFTER: Final = timedelta(seconds=8)
# Without a beat for so long we begin nothing more: others may soon hold our claims.
_DOUBT_SECONDS: Final = 6.0


class Lease:
    """One worker's name and heartbeat; once silent too long it goes on under a new name."""

    def __init__(
        self, pool: Pool, on_lost: Callable[[], Awaitable[None]], on_death: Callable[[], Awaitable[None]]
    ) -> None:
        """`on_lost` is called before the new name is taken: what was claimed is no longer ours.

        `on_death` is called by the one who finds that another has been silent too long.
        """
        self.pool = pool
        self.on_lost = on_lost
        self.on_death = on_death
        self.worker_id = ids.new()
        self._beat_at = float("-inf")

    @property
    def holds(self) -> bool:
        """Whether what this worker has claimed is surely still its own."""
        return time.monotonic() - self._beat_at <= _DOUBT_SECONDS

    async def beat(self) -> bool:
        """Keep the claims alive."""
        if not self.holds:
            await self.on_lost()
            self.worker_id = ids.new()
        began = time.monotonic()
        async with self.pool.acquire() as conn:
            await workers.beat(conn, self.worker_id)
        self._beat_at = began
        return False

    async def sweep(self) -> bool:
        """Give back what dead workers hold, and say whether they held any. Only who is alive himself may judge."""
        if not self.holds:
            return False
        async with self.pool.acquire() as conn:
            has_given_back = await sending.take_from_the_lost(conn, LOST_AFTER)
            is_one_dead = await workers.bury(conn, LOST_AFTER)
        if is_one_dead:
            await self.on_death()
        return has_given_back

    async def end(self) -> None:
        """Say goodbye, and give back what is left."""
        async with self.pool.acquire() as conn:
            await workers.leave(conn, self.worker_id)
            await sending.take_from_the_lost(conn, LOST_AFTER)
