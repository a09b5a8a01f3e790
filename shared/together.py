"""Work of one kind that comes while some of it is being done is done together, as soon as that is finished.

Nothing waits for others to come: what comes to an idle key is done at once, alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
R = TypeVar("R")

_MOST: Final = 100


class Together(Generic[K, T, R]):
    """Calls `work` with a key and what has come for it; never twice at once for the same key."""

    def __init__(self, work: Callable[[K, Sequence[T]], Awaitable[Sequence[R | Exception]]]) -> None:
        """`work` gives a result or an error for each, in order; what it raises is everybody's."""
        self._work = work
        self._waiting: dict[K, list[tuple[T, asyncio.Future[R]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def do(self, key: K, item: T) -> R:
        """Have it done, with whatever else has come for this key; gives its result, or raises its error."""
        if key in self._waiting:
            done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
            self._waiting[key].append((item, done))
            return await done
        self._waiting[key] = []
        try:
            (result,) = await self._work(key, [item])
        finally:
            self._go_on(key)
        if isinstance(result, Exception):
            raise result
        return result

    def _go_on(self, key: K) -> None:
        if not self._waiting[key]:
            del self._waiting[key]
            return
        # In a task of its own: the one whose call this is has what it came for.
        task = asyncio.get_running_loop().create_task(self._do_next(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do_next(self, key: K) -> None:
        those, self._waiting[key] = self._waiting[key][:_MOST], self._waiting[key][_MOST:]
        try:
            results: Sequence[R | Exception] = await self._work(key, [item for item, _ in those])
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            results = [error] * len(those)
        finally:
            self._go_on(key)
        for (_, done), result in zip(those, results, strict=True):
            if done.done():
                continue
            if isinstance(result, Exception):
                done.set_exception(result)
            else:
                done.set_result(result)
