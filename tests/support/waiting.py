"""Waits for a condition by polling."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], Awaitable[object]], *, seconds: float = 30) -> None:
    """Poll until the condition is true. Raises `TimeoutError`."""
    async with asyncio.timeout(seconds):
        # It happens in another process or on a server, so there is no event to wait for.
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
