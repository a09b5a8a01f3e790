"""Work that goes on for as long as the process: woken early, swept each second, never ended by a fault."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from shared.postgres import GONE

log = logging.getLogger(__name__)

_LONGEST_WAIT_SECONDS: Final = 10.0
_LONGEST_AWAY_SECONDS: Final = 2.0


class WakeSignal:
    """Wakes every loop of this process that listens. Ringing is only an optimisation (architecture rule 4)."""

    def __init__(self) -> None:
        self._ears: list[asyncio.Event] = []

    def ear(self) -> asyncio.Event:
        """An event of one's own that each ring sets."""
        ear = asyncio.Event()
        self._ears.append(ear)
        return ear

    def ring(self) -> None:
        for ear in self._ears:
            ear.set()


def reraise_if_cancelled() -> None:
    """Raise a cancelling that something below has swallowed.

    Whatever fails while it puts its things away does. And before Python 3.12 wait_for does when what it waits for is
    done in the same turn, and redis writes with it.
    """
    if (task := asyncio.current_task()) is not None and task.cancelling():
        raise asyncio.CancelledError


def seconds_after(failures: int, longest: float) -> float:
    """How long to wait after so many failures in a row: half a second, then twice as long each time."""
    return min(0.5 * 2.0 ** min(failures - 1, 10), longest)


async def forever(
    name: str,
    step: Callable[[], Awaitable[bool]],
    *,
    ear: asyncio.Event | None = None,
    sweep_seconds: float = 1.0,
    rest_seconds: float = 0.0,
) -> None:
    """Run a step again and again: at once while it answers that there is more, else at the next ring or sweep.

    So long it rests first, that what rings again and again is done in fewer steps; what rings after that is done at once.
    A step that raises is logged and tried again after a growing wait, a short one where the database has only gone for a
    while; nothing but cancelling ends the loop.
    """
    failures = 0
    ear = ear or asyncio.Event()
    while True:
        ear.clear()
        try:
            more = await step()
        except GONE as error:
            reraise_if_cancelled()
            failures += 1
            log.warning("loop.away", extra={"loop": name, "error_type": type(error).__name__})
            await asyncio.sleep(seconds_after(failures, _LONGEST_AWAY_SECONDS))
            continue
        except Exception:
            reraise_if_cancelled()
            failures += 1
            log.exception("loop.failed", extra={"loop": name, "failures": failures})
            await asyncio.sleep(seconds_after(failures, _LONGEST_WAIT_SECONDS))
            continue
        failures = 0
        reraise_if_cancelled()
        if not more:
            await asyncio.sleep(rest_seconds)
            # Not wait_for: before Python 3.12 it swallows a cancelling that comes together with a ring.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(sweep_seconds):
                    await ear.wait()
