"""Delivers due mails: claims them, sends them, marks the results (architecture rule 6)."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from services.notify.actions.attempt_buffer import AttemptBuffer
from services.notify.actions.claimer import Claimer
from services.notify.actions.fix_mails import ReadyMail
from services.notify.actions.journal import Journal
from services.notify.actions.lease import BEAT_SECONDS, Lease
from services.notify.actions.mark_mails import SendAttempt
from services.notify.actions.relay_backoff import RelayBackoff
from services.notify.actions.sender_pool import SenderPool
from services.notify.actions.sending_gate import SendingGate
from services.notify.actions.settle_journals import settle_journals
from services.notify.domain.domain_queue import DomainQueue
from services.notify.domain.letters.compose_context import SenderConfig
from services.notify.domain.pacing import Pace
from services.notify.domain.reports import DeadRules
from services.notify.smtp import SmtpConnection
from services.notify.store import relay
from shared import times
from shared.postgres import Pool
from shared.service import loops

_CLAIMS: Final = 2  # one batch is made ready while the database works on the other
_SWEEP_SECONDS: Final = 0.5
_DEAD_RULES: Final = DeadRules()


class _Tasks(NamedTuple):
    """The tasks of a running deliverer. `upkeep`: heartbeat, sweep and marking, which run until all mails ended."""

    senders: list[asyncio.Task[None]]
    upkeep: list[asyncio.Task[None]]
    claims: list[asyncio.Task[None]]

    def all(self) -> list[asyncio.Task[None]]:
        return [*self.senders, *self.upkeep, *self.claims]


class Deliverer:
    """One worker: claims in batches, sends over a few kept connections, marks in bulk."""

    def __init__(
        self,
        pool: Pool,
        new_connection: Callable[[], SmtpConnection],
        sender_config: SenderConfig,
        *,
        connections: int,
        first_wait: timedelta,
        on_outbox_written: Callable[[], None],
        on_peer_lost: Callable[[], Awaitable[None]],
        journal: Journal | None = None,
        stop_seconds: float = 10.0,
        dead_rules: DeadRules = _DEAD_RULES,
        on_sent: Callable[[str, float], None] = lambda _kind, _seconds: None,
    ) -> None:
        """`new_connection` makes a connection to the relay that is not opened yet.

        `first_wait` is the wait after a first failure, of which later waits are multiples.
        `on_outbox_written` is called after a commit that wrote to the outbox. `on_peer_lost` is called when another
        worker was silent for too long: events that it had taken may need to be asked for again. `journal`: where
        accepted mails are noted. `stop_seconds`: how long mails in flight may take after a cancellation.
        `dead_rules`: from when an address that servers refuse counts as dead.
        `on_sent` is called with the kind of each mail that was handed over, and how many seconds after its time.
        """
        self._on_sent = on_sent
        self._journal = journal or Journal(None)
        self._has_settled = False
        self._on_outbox_written = on_outbox_written
        self.stop_seconds = stop_seconds
        self.lease = Lease(pool, self._give_up, on_peer_lost)
        self._due = asyncio.Event()
        self._queue: DomainQueue[ReadyMail] = DomainQueue(
            to_domain=Pace(sender_config.pace_to_domain), of_tenant=Pace(sender_config.pace_of_organiser)
        )
        self._attempts = AttemptBuffer(pool, first_wait, self._on_marked, on_outbox_written, dead_rules)
        self._pool = pool
        self._backoff = RelayBackoff(first_wait)
        self._gate = SendingGate(pool, self._queue, self._attempts)
        self._claimer = Claimer(
            pool,
            sender_config,
            lease=self.lease,
            queue=self._queue,
            attempts=self._attempts,
            backoff=self._backoff,
            gate=self._gate,
            connections=connections,
            first_wait=first_wait,
            on_outbox_written=on_outbox_written,
        )
        self._senders = SenderPool(
            new_connection,
            lease=self.lease,
            queue=self._queue,
            attempts=self._attempts,
            backoff=self._backoff,
            connections=connections,
            first_wait=first_wait,
            journal=self._journal,
            on_progress=self._claim_more,
        )

    @property
    def is_up(self) -> bool:
        """Whether mails are being claimed: the worker is registered in the database, and not stopping."""
        return self.lease.is_valid and not self._claimer.is_stopping

    def wake(self) -> None:
        """Look for due mails now, not at the next sweep."""
        self._due.set()

    async def run(self) -> None:
        """Deliver until cancelled; then finish the mails in flight and give back the other claims."""
        tasks = _Tasks(
            senders=self._senders.start(),
            upkeep=[
                asyncio.create_task(loops.forever("deliver.beat", self._beat, sweep_seconds=BEAT_SECONDS)),
                asyncio.create_task(
                    loops.forever("deliver.sweep", self._sweep, sweep_seconds=_SWEEP_SECONDS)
                ),
                asyncio.create_task(
                    loops.forever("deliver.mark", self._attempts.mark_soon, wake=self._attempts.added)
                ),
            ],
            claims=[
                asyncio.create_task(loops.forever("deliver.claim", self._claim, wake=self._due))
                for _ in range(_CLAIMS)
            ],
        )
        try:
            # Not `gather`, which would cancel the mails in flight together with this task.
            done, _ = await asyncio.wait(tasks.all(), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            # Shielded: a second cancellation must not leave claims behind that no worker works on.
            await asyncio.shield(self._stop(tasks))

    async def _stop(self, tasks: _Tasks) -> None:
        self._claimer.is_stopping = True
        self._senders.stop()
        for claim in tasks.claims:
            claim.cancel()
        await asyncio.gather(*tasks.claims, return_exceptions=True)
        self._attempts.give_back(self._queue.take_all(), timedelta(0))
        _, late = await asyncio.wait(tasks.senders, timeout=self.stop_seconds)
        for task in (*late, *tasks.upkeep):
            task.cancel()
        await asyncio.gather(*tasks.all(), return_exceptions=True)
        with contextlib.suppress(Exception):  # without a database the lease expires by itself
            async with asyncio.timeout(5):
                await self._attempts.mark()
                await self.lease.end()
        self._journal.close()
        await self._senders.quit()

    async def _beat(self) -> bool:
        """Beat; after a time without a valid lease, in which no mail was claimed, look for due mails."""
        was_valid = self.lease.is_valid
        await self.lease.beat()
        if not was_valid:
            self.wake()
        return False

    async def _sweep(self) -> bool:
        """Give back what may not leave any more, and the claims of dead workers, and look for these; note how the relay is.

        What they had handed over is marked before, and at the start: the process before this one may have been killed.
        """
        if not self._has_settled or await self.lease.has_silent_peer():
            if await settle_journals(self._pool, self._journal, self.lease.worker_id, now=times.now()):
                self._on_outbox_written()
            self._has_settled = True
        await self._gate.look()
        if await self.lease.sweep():
            self.wake()
        state = self._backoff.changed_state()
        if state is not None:
            async with self._pool.acquire() as conn:
                await relay.note(conn, state.trouble, state.answer)
            self._backoff.state_noted(state)
        return False

    async def _claim(self) -> bool:
        has_more = await self._claimer.claim()
        self._senders.wake()
        return has_more

    def _claim_more(self, now: float) -> None:
        if not self._claimer.has_enough(now):
            self._due.set()

    async def _give_up(self) -> None:
        """Mark what was sent and drop the queue: after a lost lease other workers may hold these claims."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await self._attempts.mark()
        self._claimer.forget(mail.claimed.id for mail in self._queue.take_all())

    def _on_marked(self, attempts: Sequence[SendAttempt]) -> None:
        now = times.now()
        for claimed in (attempt.mail.claimed for attempt in attempts if attempt.outcome == "sent"):
            since = claimed.first_try_at or claimed.due_at or now
            self._on_sent(claimed.kind, (now - since).total_seconds())
        self._claimer.forget(attempt.mail.claimed.id for attempt in attempts)
        self._claim_more(time.monotonic())  # other mails of the same units may go now
        if self._attempts.is_empty:
            self._journal.all_marked()
