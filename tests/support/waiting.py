"""Waits for a condition by polling."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

SHORTEST: Final = 0.02
LONGEST: Final = 0.3
# A pause lasts this part of what was waited already: asking more often makes the machine slower and the wait hardly shorter.
PART: Final = 0.05


async def until(condition: Callable[[], Awaitable[object]], *, seconds: float = 30) -> None:
    """Poll until the condition is true, less often the longer it takes. Raises `TimeoutError`."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        # It happens in another process or on a server, so there is no event to wait for.
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(min(LONGEST, max(SHORTEST, PART * (time.monotonic() - began))))
