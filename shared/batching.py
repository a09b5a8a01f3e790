"""Coalesces concurrent calls per key: while one batch runs, later calls queue and run as the next batch.

A call to an idle key runs at once, alone; no call waits for others to arrive. A batch that takes over a second, as on a
dead connection, no longer blocks its key: the next batch starts beside it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
R = TypeVar("R")

_MOST: Final = 100


class Coalescer(Generic[K, T, R]):
    """Calls `work` with a key and the items queued for it; two batches of a key overlap only where the first is slow."""

    def __init__(
        self,
        work: Callable[[K, Sequence[T]], Awaitable[Sequence[R | Exception]]],
        *,
        patience_seconds: float = 1.0,
    ) -> None:
        """`work` returns a result or an exception for each item, in order; an exception that it raises goes to every caller.

        After `patience_seconds` the next batch of the same key may start while this one still runs.
        """
        self._work = work
        self._patience_seconds = patience_seconds
        self._waiting: dict[K, list[tuple[T, asyncio.Future[R]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def do(self, key: K, item: T) -> R:
        """Run `item` in the next batch of `key`; return its result, or raise its exception."""
        if key in self._waiting:
            done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
            self._waiting[key].append((item, done))
            return await done
        self._waiting[key] = []
        (result,) = await self._run(key, [item])
        if isinstance(result, Exception):
            raise result
        return result

    async def _run(self, key: K, items: Sequence[T]) -> Sequence[R | Exception]:
        """Run one batch; start the next when it is done, or when it has taken `patience_seconds`."""
        started_next = False

        def start_next() -> None:
            nonlocal started_next
            if not started_next:
                started_next = True
                self._start_next(key)

        late = asyncio.get_running_loop().call_later(self._patience_seconds, start_next)
        try:
            return await self._work(key, items)
        finally:
            late.cancel()
            start_next()

    def _start_next(self, key: K) -> None:
        if not self._waiting[key]:
            del self._waiting[key]
            return
        # In its own task: the caller whose batch just ended has its result and must not wait for this one.
        task = asyncio.get_running_loop().create_task(self._do_next(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do_next(self, key: K) -> None:
        batch, self._waiting[key] = self._waiting[key][:_MOST], self._waiting[key][_MOST:]
        try:
            results: Sequence[R | Exception] = await self._run(key, [item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - raised again in each caller
            results = [error] * len(batch)
        except BaseException:
            for _, done in batch:  # nobody else will resolve these futures
                done.cancel()
            raise
        for (_, done), result in zip(batch, results, strict=True):
            if done.done():
                continue
            if isinstance(result, Exception):
                done.set_exception(result)
            else:
                done.set_result(result)
