"""What came of tries, gathered for a moment and then written down together."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from services.notify.actions.mark_mails import Tried, mark_mails
from shared import times
from shared.postgres import Pool

_GATHER_SECONDS: Final = 0.05


class Outcomes:
    """Those that are not written down yet; what cannot be written is kept for the next time."""

    def __init__(
        self,
        pool: Pool,
        first_wait: timedelta,
        marked: Callable[[Sequence[Tried]], None],
        told_registration: Callable[[], None],
    ) -> None:
        """`marked` is called when some have been written down, `told_registration` when it was told of any."""
        self.pool = pool
        self.first_wait = first_wait
        self.marked = marked
        self.told_registration = told_registration
        self.wake = asyncio.Event()
        self._tried: list[Tried] = []
        self._marking = asyncio.Lock()

    def add(self, tried: Tried) -> None:
        self._tried.append(tried)
        self.wake.set()

    async def mark_soon(self) -> bool:
        """Let some more come, so that marking is not most of the work."""
        if self._tried:
            await asyncio.sleep(_GATHER_SECONDS)
        return await self.mark()

    async def mark(self) -> bool:
        """Write down what came of the tries so far, in one transaction; say whether there are more."""
        async with self._marking:
            tried, self._tried = self._tried, []
            if not tried:
                return False
            try:
                has_told = await mark_mails(
                    self.pool, tried, first_wait=self.first_wait, jitter=random.random, now=times.now()
                )
            except BaseException:
                self._tried = tried + self._tried
                raise
            self.marked(tried)
        if has_told:
            self.told_registration()
        return bool(self._tried)
