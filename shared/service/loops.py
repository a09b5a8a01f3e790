"""Loops that run as long as the process: woken early, run at least each second, never ended by an error; and tries that end."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from shared.postgres import GONE, is_passing

log = logging.getLogger(__name__)

_LONGEST_WAIT_SECONDS: Final = 10.0
_LONGEST_AWAY_SECONDS: Final = 2.0


class WakeSignal:
    """Wakes every loop of this process that has subscribed. Only an optimisation: the sweep is what counts (architecture rule 4)."""

    def __init__(self) -> None:
        self._events: list[asyncio.Event] = []

    def subscribe(self) -> asyncio.Event:
        """Return a new event, which each `wake_all` sets."""
        event = asyncio.Event()
        self._events.append(event)
        return event

    def wake_all(self) -> None:
        """Set the event of every subscriber."""
        for event in self._events:
            event.set()


def reraise_if_cancelled() -> None:
    """Raise `CancelledError` if this task was told to cancel and something below swallowed it.

    Code that raises another error during its cleanup swallows a cancellation. Before Python 3.12 `asyncio.wait_for` does
    too, when the awaited result arrives in the same turn; redis writes through it.
    """
    if (task := asyncio.current_task()) is not None and task.cancelling():
        raise asyncio.CancelledError


async def to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Await work that must not be left half done, such as closing connections; a cancellation is raised afterwards."""
    task = asyncio.create_task(work)
    is_cancelled = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            is_cancelled = True
    task.result()
    if is_cancelled:
        raise asyncio.CancelledError


def seconds_after(failures: int, longest: float) -> float:
    """Seconds to wait after `failures` in a row (1 or more): 0.5, doubled for each further one, at most `longest`."""
    return min(0.5 * 2.0 ** min(failures - 1, 10), longest)


async def insist(name: str, work: Callable[[], Awaitable[object]], *, most: int) -> None:
    """Do what has been promised already: again, at most `most` times, while the database is away. The last error is raised."""
    for failures in range(1, most):
        try:
            await work()
        except GONE as error:
            if not is_passing(error):
                raise
            log.warning("loop.away", extra={"loop": name, "error_type": type(error).__name__})
            await asyncio.sleep(seconds_after(failures, _LONGEST_AWAY_SECONDS))
        else:
            return
    await work()


async def forever(
    name: str,
    step: Callable[[], Awaitable[bool]],
    *,
    wake: asyncio.Event | None = None,
    sweep_seconds: float = 1.0,
    rest_seconds: float = 0.0,
) -> None:
    """Run `step` again and again: at once while it returns True (there is more), else when `wake` is set or after a sweep.

    Waits `rest_seconds` before it listens, so that a burst of wake-ups causes one step. A step that raises is logged
    and tried again after a growing wait: at most two seconds where the database is away, ten otherwise. Only
    cancellation ends the loop.
    """
    failures = 0
    wake = wake or asyncio.Event()
    while True:
        wake.clear()
        try:
            more = await step()
        except Exception as error:
            reraise_if_cancelled()
            failures += 1
            if isinstance(error, GONE) and is_passing(error):
                log.warning("loop.away", extra={"loop": name, "error_type": type(error).__name__})
                longest = _LONGEST_AWAY_SECONDS
            else:
                log.exception("loop.failed", extra={"loop": name, "failures": failures})
                longest = _LONGEST_WAIT_SECONDS
            await asyncio.sleep(seconds_after(failures, longest))
            continue
        failures = 0
        reraise_if_cancelled()
        if not more:
            await asyncio.sleep(rest_seconds)
            # Not wait_for: before Python 3.12 it swallows a cancellation that arrives together with a wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(sweep_seconds):
                    await wake.wait()
