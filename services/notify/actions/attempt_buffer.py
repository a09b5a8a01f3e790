"""Gathers send attempts for a moment and marks them together, in one transaction."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.notify.actions.fix_mails import ReadyMail
from services.notify.actions.mark_mails import SendAttempt, mark_mails, revive_mails
from services.notify.domain.reports import DeadRules
from shared import times
from shared.postgres import Pool

_GATHER_SECONDS: Final = 0.05
_RULES: Final = DeadRules()


class AttemptBuffer:
    """Attempts that are not marked yet. Those that could not be marked stay for the next time."""

    def __init__(
        self,
        pool: Pool,
        first_wait: timedelta,
        on_marked: Callable[[Sequence[SendAttempt]], None],
        on_outbox_written: Callable[[], None],
        rules: DeadRules = _RULES,
    ) -> None:
        """`on_marked` is called with the attempts of each commit, `on_outbox_written` if it wrote to the outbox.

        `rules`: from when an address that servers refuse counts as dead.
        """
        self.rules = rules
        self.pool = pool
        self.first_wait = first_wait
        self.on_marked = on_marked
        self.on_outbox_written = on_outbox_written
        self.added = asyncio.Event()
        self._attempts: list[SendAttempt] = []
        self._judged_too_soon: list[UUID] = []
        self._marking = asyncio.Lock()

    @property
    def is_empty(self) -> bool:
        """Whether every attempt so far is marked."""
        return not self._attempts

    def add(self, attempt: SendAttempt) -> None:
        self._attempts.append(attempt)
        self.added.set()

    def give_back(self, mails: Sequence[ReadyMail], wait: timedelta | None, why: str | None = None) -> None:
        """Return mails to the ledger untried; with `wait` None they wait as long as their domain does."""
        for mail in mails:
            self.add(SendAttempt(mail, "returned", why, wait=wait))

    def revive(self, delivery_ids: Sequence[UUID]) -> None:
        """Send again what was judged to have failed, while it was the relay that refused all mail."""
        self._judged_too_soon.extend(delivery_ids)
        self.added.set()

    async def mark_soon(self) -> bool:
        """Wait for more attempts, then mark: fewer, larger transactions. Returns whether there are more."""
        if self._attempts:
            await asyncio.sleep(_GATHER_SECONDS)
        return await self.mark()

    async def mark(self) -> bool:
        """Mark the attempts so far in one transaction; return whether others were added meanwhile."""
        async with self._marking:
            attempts, self._attempts = self._attempts, []
            # Those of this moment: what is judged while the database works may not be marked as failed yet.
            too_soon, self._judged_too_soon = self._judged_too_soon, []
            try:
                has_written = bool(attempts) and await mark_mails(
                    self.pool,
                    attempts,
                    first_wait=self.first_wait,
                    jitter=random.random,
                    now=times.now(),
                    rules=self.rules,
                )
                if attempts:
                    marked, attempts = attempts, []
                    self.on_marked(marked)
                if too_soon:
                    has_written |= await revive_mails(self.pool, too_soon)
            except BaseException:
                self._attempts = attempts + self._attempts
                self._judged_too_soon = too_soon + self._judged_too_soon
                raise
        if has_written:
            self.on_outbox_written()
        return bool(self._attempts)
