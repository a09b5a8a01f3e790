"""A worker's lease on its claims: kept by a heartbeat, lost when the heartbeat stops (architecture rule 6)."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from services.notify.store import sending, workers
from shared import ids
from shared.postgres import Pool

BEAT_SECONDS: Final = 2.0
LOST_AFTER: Final = timedelta(seconds=8)
# After this time without a heartbeat the worker starts no mail, because others may soon take its claims.
_DOUBT_SECONDS: Final = 6.0


class Lease:
    """One worker's id and heartbeat. After a lost lease the worker continues under a new id."""

    def __init__(
        self, pool: Pool, on_lost: Callable[[], Awaitable[None]], on_peer_lost: Callable[[], Awaitable[None]]
    ) -> None:
        """`on_lost` is called when this worker's lease was lost, before it takes a new id.

        `on_peer_lost` is called when this worker removes another one that has been silent too long.
        """
        self.pool = pool
        self.on_lost = on_lost
        self.on_peer_lost = on_peer_lost
        self.worker_id = ids.new()
        self._beat_at = float("-inf")

    @property
    def is_valid(self) -> bool:
        """Whether no other worker can have taken this worker's claims."""
        return time.monotonic() - self._beat_at <= _DOUBT_SECONDS

    async def beat(self) -> bool:
        """Write a heartbeat. Always returns False: there is nothing more to do at once."""
        if not self.is_valid:
            await self.on_lost()
            self.worker_id = ids.new()
        began = time.monotonic()
        async with self.pool.acquire() as conn:
            await workers.beat(conn, self.worker_id)
        self._beat_at = began
        return False

    async def has_silent_peer(self) -> bool:
        """Whether a worker has been silent for so long that the next `sweep` takes its claims."""
        async with self.pool.acquire() as conn:
            return self.is_valid and await workers.has_silent(conn, LOST_AFTER)

    async def sweep(self) -> bool:
        """Return the claims of dead workers to the ledger; say whether there were any.

        Does nothing without a valid lease: after a pause of its own a worker would find all others silent.
        """
        if not self.is_valid:
            return False
        async with self.pool.acquire() as conn:
            has_given_back = await sending.reclaim_from_silent(conn, LOST_AFTER)
            has_found_silent = await workers.delete_silent(conn, LOST_AFTER)
        if has_found_silent:
            await self.on_peer_lost()
        return has_given_back

    async def end(self) -> None:
        """Remove this worker, and return its remaining claims to the ledger."""
        async with self.pool.acquire() as conn:
            await workers.leave(conn, self.worker_id)
            await sending.reclaim_from_silent(conn, LOST_AFTER)
