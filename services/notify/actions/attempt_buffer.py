"""What came of tries, gathered for a moment and then written down together."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from services.notify.actions.mark_mails import SendAttempt, mark_mails
from shared import times
from shared.postgres import Pool

_GATHER_SECONDS: Final = 0.05


class AttemptBuffer:
    """Those that are not written down yet; what cannot be written is kept for the next time."""

    def __init__(
        self,
        pool: Pool,
        first_wait: timedelta,
        marked: Callable[[Sequence[SendAttempt]], None],
        on_outbox_written: Callable[[], None],
    ) -> None:
        """`marked` is called when some have been written down, `on_outbox_written` when it was told of any."""
        self.pool = pool
        self.first_wait = first_wait
        self.marked = marked
        self.on_outbox_written = on_outbox_written
        self.ear = asyncio.Event()
        self._attempts: list[SendAttempt] = []
        self._marking = asyncio.Lock()

    def add(self, attempts: SendAttempt) -> None:
        self._attempts.append(attempts)
        self.ear.set()

    async def mark_soon(self) -> bool:
        """Let some more come, so that marking is not most of the work."""
        if self._attempts:
            await asyncio.sleep(_GATHER_SECONDS)
        return await self.mark()

    async def mark(self) -> bool:
        """Write down what came of the tries so far, in one transaction; say whether there are more."""
        async with self._marking:
            attempts, self._attempts = self._attempts, []
            if not attempts:
                return False
            try:
                has_told = await mark_mails(
                    self.pool, attempts, first_wait=self.first_wait, jitter=random.random, now=times.now()
                )
            except BaseException:
                self._attempts = attempts + self._attempts
                raise
            self.marked(attempts)
        if has_told:
            self.on_outbox_written()
        return bool(self._attempts)
