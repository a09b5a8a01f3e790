"""Work of one kind that comes while some of it is being done is done together, as soon as that is finished.

Nothing waits for others to come: what comes to an idle key is done at once, alone. And nothing waits for long: behind work
that takes over a second, as on a connection that is dead and does not say so, the next begins.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
R = TypeVar("R")

_MOST: Final = 100


class Coalescer(Generic[K, T, R]):
    """Calls `work` with a key and what has come for it; twice at once for the same key only where the first takes long."""

    def __init__(
        self,
        work: Callable[[K, Sequence[T]], Awaitable[Sequence[R | Exception]]],
        *,
        patience_seconds: float = 1.0,
    ) -> None:
        """`work` gives a result or an error for each, in order; what it raises is everybody's."""
        self._work = work
        self._patience_seconds = patience_seconds
        self._waiting: dict[K, list[tuple[T, asyncio.Future[R]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def do(self, key: K, item: T) -> R:
        """Have it done, with whatever else has come for this key; gives its result, or raises its error."""
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
        """Work, and let the next begin: when it is done, or when they have waited long enough for it."""
        has_gone_on = False

        def go_on() -> None:
            nonlocal has_gone_on
            if not has_gone_on:
                has_gone_on = True
                self._go_on(key)

        late = asyncio.get_running_loop().call_later(self._patience_seconds, go_on)
        try:
            return await self._work(key, items)
        finally:
            late.cancel()
            go_on()

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
            results: Sequence[R | Exception] = await self._run(key, [item for item, _ in those])
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            results = [error] * len(those)
        except BaseException:
            for _, done in those:  # whoever is left waiting here would wait for ever
                done.cancel()
            raise
        for (_, done), result in zip(those, results, strict=True):
            if done.done():
                continue
            if isinstance(result, Exception):
                done.set_exception(result)
            else:
                done.set_result(result)
