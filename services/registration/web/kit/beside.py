"""Work that goes on after its request has been answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class WorkBeside:
    """The work of one process that no request waits for. What a stop interrupts is stored as begun, and completed by a periodic task."""

    def __init__(self) -> None:
        self._tasks = set[asyncio.Task[None]]()

    def start(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Let it go on; `name` stands in the log if it fails."""
        task = asyncio.create_task(_logged(name, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Interrupt all of it: what has not been committed is rolled back."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _logged(name: str, work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except Exception:
        log.exception("beside.failed", extra={"work": name})
