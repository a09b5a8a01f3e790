"""Claims due deliveries in batches and makes them ready to send; knows which claims this worker has in progress."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.notify.actions.attempt_buffer import AttemptBuffer
from services.notify.actions.fix_mails import ReadyMail, fix_mails
from services.notify.actions.lease import Lease
from services.notify.actions.relay_backoff import RelayBackoff
from services.notify.actions.sending_gate import SendingGate
from services.notify.domain.domain_queue import DomainQueue
from services.notify.domain.holds import Holds
from services.notify.domain.letters.compose_context import SenderConfig
from services.notify.domain.urgency import Line, shares
from services.notify.store import person_mails, sending
from services.notify.store.sending import ClaimedDelivery
from shared import times
from shared.mail_pauses import PACED
from shared.postgres import Conn, Pool

_BATCH: Final = 100
_FIRST_BATCH: Final = 10  # after an idle time, so that the first mails need not wait until a hundred are made
_ENOUGH: Final = 150  # no more mails are claimed while this many can start now or are being made ready
_LEAST: Final = 10  # of each line, however many lines have mails
_MOST: Final = 1000  # waiting mails in all, those to slow domains included
_GATHER_SECONDS: Final = (
    0.05  # between two batches while mails are on their way: fewer, larger batches cost less
)


class Claimer:
    """Fills the queue of one worker. `claim` may run twice at once: one claims while the other makes mails."""

    def __init__(
        self,
        pool: Pool,
        sender_config: SenderConfig,
        *,
        lease: Lease,
        queue: DomainQueue[ReadyMail],
        attempts: AttemptBuffer,
        backoff: RelayBackoff,
        gate: SendingGate,
        connections: int,
        first_wait: timedelta,
        on_outbox_written: Callable[[], None],
    ) -> None:
        """`on_outbox_written` is called after a commit that may have written to the outbox."""
        self.pool = pool
        self.sender_config = sender_config
        self.lease = lease
        self.queue = queue
        self.attempts = attempts
        self.backoff = backoff
        self.gate = gate
        self.connections = connections
        self.first_wait = first_wait
        self.on_outbox_written = on_outbox_written
        self.is_stopping = False
        self._in_progress: set[UUID] = set()
        self._being_made: Counter[Line] = Counter()
        self._claiming = asyncio.Lock()
        self._has_unknown_claims = False
        self._not_before = 0.0

    def has_enough(self, now: float) -> bool:
        """Whether the queue has mails enough that may start now."""
        return self.queue.count_startable(now, most=_ENOUGH) >= _ENOUGH

    def forget(self, delivery_ids: Iterable[UUID]) -> None:
        """Note that these claims have ended."""
        self._in_progress.difference_update(delivery_ids)

    async def claim(self) -> bool:
        """Claim a batch if there is room, make it ready and queue it; return whether more may be due."""
        async with self._claiming:
            if self._in_progress:  # after an idle time nothing waits
                await asyncio.sleep(self._not_before - time.monotonic())
            worker_id = self.lease.worker_id
            claimed = await self._claim_batch(worker_id)
        if not claimed:
            return False
        ready = await self._make_ready(claimed, worker_id)
        if any(claim.message is None and claim.payload.invitation_id for claim in claimed):
            self.on_outbox_written()
        now = time.monotonic()
        for mail in ready:
            # Its domain or its recipient may have failed while it was being made ready.
            if self.queue.is_resting(mail, now):
                self.attempts.give_back([mail], self.first_wait)
            elif (wait := self._wait_for_pace(mail, now)) is not None:
                self.attempts.give_back([mail], wait, PACED)
            else:
                self.queue.add(mail)
        return True

    async def _claim_batch(self, worker_id: UUID) -> list[ClaimedDelivery]:
        """Claim deliveries of every line that has fewer at hand than its share."""
        now = time.monotonic()
        if self.is_stopping or not self.lease.is_valid or self.backoff.is_waiting(now):
            return []
        if len(self.queue) >= _MOST:
            return []
        most = _BATCH if self._in_progress else _FIRST_BATCH
        most = (
            self.connections if self.backoff.has_failures else most
        )  # a relay that failed gets a few at first
        async with self.pool.acquire() as conn:
            if self._has_unknown_claims:
                await self._return_unknown(conn, worker_id)
            at_hand = self.queue.count_by_line(now) + self._being_made
            holds = await self.gate.read(conn)
            lines = [line for line in await sending.lines_due(conn) if self._may_claim(line, holds, now)]
            wanted = shares(lines, at_hand, room=_ENOUGH, least=_LEAST, most=most)
            if not wanted:
                return []
            try:
                claimed = await sending.claim(
                    conn,
                    worker_id,
                    without=self.queue.blocked_domains(now),
                    paced=self.queue.paced_domains(now),
                    shares=wanted,
                )
                held = await person_mails.hold(conn, worker_id, [claim.id for claim in claimed])
            except BaseException:
                self._has_unknown_claims = (
                    True  # the database may have committed them before it became unreachable
                )
                raise
            claimed = [claim for claim in claimed if claim.id not in held]
            self._in_progress.update(claim.id for claim in claimed)
        if len(claimed) < sum(wanted.values()):
            self._not_before = time.monotonic() + _GATHER_SECONDS
        return claimed

    def _may_claim(self, line: Line, holds: Holds, now: float) -> bool:
        return holds.may_leave(line) and self.queue.is_on_pace(line, now)

    def _wait_for_pace(self, mail: ReadyMail, now: float) -> timedelta | None:
        """How long a mail waits in the ledger for the pace; None: it stays at hand, as does one that cannot wait so long."""
        seconds = self.queue.wait_for_pace(mail, now)
        latest = mail.claimed.latest_at
        if seconds is None or (latest is not None and times.now() + timedelta(seconds=seconds) >= latest):
            return None
        return timedelta(seconds=seconds)

    async def _return_unknown(self, conn: Conn, worker_id: UUID) -> None:
        """Give back what is claimed for this worker and not in progress."""
        # Forgotten first: the other claim may fail meanwhile, and what it had is not among these.
        self._has_unknown_claims = False
        try:
            await sending.return_all_but(conn, worker_id, list(self._in_progress))
        except BaseException:
            self._has_unknown_claims = True
            raise

    async def _make_ready(self, claimed: Sequence[ClaimedDelivery], worker_id: UUID) -> list[ReadyMail]:
        ids = {claim.id for claim in claimed}
        being_made = Counter(Line(claim.organiser_id, claim.urgency) for claim in claimed)
        self._being_made += being_made
        try:
            ready = await fix_mails(
                self.pool, claimed, worker_id=worker_id, sender_config=self.sender_config, now=times.now()
            )
        except BaseException:
            self._in_progress -= ids
            self._has_unknown_claims = True  # they are given back before the next batch is claimed
            raise
        finally:
            self._being_made -= being_made
        self._in_progress -= ids - {mail.claimed.id for mail in ready}
        return ready
