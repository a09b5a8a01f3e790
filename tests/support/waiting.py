"""Waiting for what must come true, without a fixed time."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], Awaitable[object]], *, seconds: float = 15) -> None:
    """Ask again and again until the answer is yes; `TimeoutError` if it never is."""
    async with asyncio.timeout(seconds):
        # What is waited for happens in another process or on a server: there is no event of ours to wait on.
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
