"""Claim, send, mark: the part of notify that turns due rows of the ledger into mails (architecture rule 6)."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.notify.actions.fix_mails import Ready, fix_mails
from services.notify.actions.lease import BEAT_SECONDS, Lease
from services.notify.actions.mark_mails import Tried
from services.notify.actions.outcomes import Outcomes
from services.notify.domain import delivery
from services.notify.domain.lanes import Lanes
from services.notify.domain.task import Office
from services.notify.smtp import Line, PassingFailure, PermanentRefusal, Relay, RelayAway
from services.notify.store import sending
from services.notify.store.sending import Claimed
from shared import loops, times
from shared.postgres import Pool

log = logging.getLogger(__name__)

_BATCH: Final = 100
_FIRST: Final = 10  # after a rest: the first of many is not to wait for a hundred
_CLAIMS: Final = 2  # one batch is made ready while the database works on the other
_ENOUGH: Final = 150  # startable mails at hand, or being made ready: no more are claimed
_LOOK_EVERY: Final = 8  # mails between two looks at whether there are enough
_MOST: Final = 1000  # at hand in all, those of slow domains with them
_IDLE_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.25  # while mails wait for their domains, or for a free connection


class Deliverer:
    """One worker: claims in batches, sends over a few open connections, marks in bulk."""

    def __init__(
        self,
        pool: Pool,
        relay: Relay,
        office: Office,
        *,
        connections: int,
        first_wait: timedelta,
        told_registration: Callable[[], None],
        missed_another: Callable[[], Awaitable[None]],
        stop_seconds: float = 10.0,
    ) -> None:
        """`told_registration` is called after a commit that wrote to the outbox.

        `missed_another` is called when another worker has been silent too long: it took more with it than claims.
        `stop_seconds`: how long what is in flight may take when we are stopped.
        """
        self.pool = pool
        self.relay = relay
        self.office = office
        self.connections = connections
        self.first_wait = first_wait
        self.told_registration = told_registration
        self.stop_seconds = stop_seconds
        self.lease = Lease(pool, self._give_up, missed_another)
        self._due = asyncio.Event()
        self._ready = asyncio.Event()
        self._lanes: Lanes[Ready] = Lanes()
        self._outcomes = Outcomes(pool, first_wait, self._marked, told_registration)
        self._in_hand: set[UUID] = set()
        self._being_made = 0
        self._begun = 0
        self._claiming = asyncio.Lock()
        self._lost_count = False
        self._lines = [Line(relay) for _ in range(2 * connections)]
        # However many domains hang that nobody knows yet, there are lines left for those that answer.
        self._for_anybody = connections + (connections + 1) // 2
        self._away_until = float("-inf")
        self._away_times = 0
        self._stopping = asyncio.Event()

    @property
    def is_up(self) -> bool:
        """Whether mails are being claimed: the database knows that we are there."""
        return self.lease.holds and not self._stopping.is_set()

    def wake(self) -> None:
        """Something may be due: look now, not at the next sweep."""
        self._due.set()

    async def run(self) -> None:
        """Deliver until cancelled; then finish what is in flight and give back the rest."""
        senders = [asyncio.create_task(self._send_on(number)) for number in range(len(self._lines))]
        loops_ = [
            asyncio.create_task(loops.forever("deliver.beat", self._beat, sweep_seconds=BEAT_SECONDS)),
            asyncio.create_task(loops.forever("deliver.sweep", self._sweep, sweep_seconds=0.5)),
            asyncio.create_task(
                loops.forever("deliver.mark", self._outcomes.mark_soon, wake=self._outcomes.wake)
            ),
        ]
        loops_ += [
            asyncio.create_task(loops.forever("deliver.claim", self._claim, wake=self._due))
            for _ in range(_CLAIMS)
        ]
        try:
            # Not gathered: that would cut mails in flight off when we are cancelled.
            done, _ = await asyncio.wait([*senders, *loops_], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            # Shielded: being cancelled once more must not leave claims behind that nobody works on.
            await asyncio.shield(self._stop(senders, loops_))

    async def _stop(self, senders: list[asyncio.Task[None]], loops_: list[asyncio.Task[None]]) -> None:
        self._stopping.set()
        beat, _, mark, *claims = loops_
        for claim in claims:
            claim.cancel()
        await asyncio.gather(*claims, return_exceptions=True)
        self._give_back(self._lanes.take_all(), timedelta(0), None)
        self._ready.set()
        _, late = await asyncio.wait(senders, timeout=self.stop_seconds)
        for task in (*late, *loops_):
            task.cancel()
        await asyncio.gather(*senders, beat, mark, *loops_, return_exceptions=True)
        with contextlib.suppress(Exception):  # the lease ends by itself where the database is away
            async with asyncio.timeout(5):
                await self._outcomes.mark()
                await self.lease.end()
        for line in self._lines:
            await line.quit()

    async def _beat(self) -> bool:
        """Nothing was claimed while the database did not know that we are there."""
        held = self.lease.holds
        await self.lease.beat()
        if not held:
            self.wake()
        return False

    async def _sweep(self) -> bool:
        """What dead workers held has waited long enough: it is looked for at once."""
        if await self.lease.sweep():
            self.wake()
        return False

    async def _give_up(self) -> None:
        """We were silent too long: what we held belongs to others now."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await self._outcomes.mark()
        self._in_hand.difference_update(mail.claimed.id for mail in self._lanes.take_all())

    # Claiming.

    async def _claim(self) -> bool:
        """Fetch a batch if there is room, and make it ready; say whether there may be more."""
        async with self._claiming:
            worker_id = self.lease.worker_id
            claimed, most = await self._claimed(worker_id)
        if not claimed:
            return False
        ready = await self._made_ready(claimed, worker_id)
        if any(one.message is None and one.matter.invitation_id for one in claimed):
            self.told_registration()
        now = time.monotonic()
        for mail in ready:
            if self._lanes.is_resting(mail.domain, now):  # it failed while this was being made ready
                self._give_back([mail], self.first_wait, None)
            else:
                self._lanes.add(mail)
        self._ready.set()
        return len(claimed) == most

    async def _claimed(self, worker_id: UUID) -> tuple[list[Claimed], int]:
        now = time.monotonic()
        if self._stopping.is_set() or not self.lease.holds or now < self._away_until:
            return [], 0
        at_hand = self._lanes.startable(now, most=_ENOUGH) + self._being_made
        if len(self._lanes) >= _MOST or at_hand >= _ENOUGH:
            return [], 0
        most = _BATCH if self._in_hand else _FIRST
        most = self.connections if self._away_times else most  # a relay that was away gets a few at first
        async with self.pool.acquire() as conn:
            if self._lost_count:
                await sending.return_all_but(conn, worker_id, list(self._in_hand))
            self._lost_count = True  # until the claims are ours to see: the database may go away in between
            claimed = await sending.claim(conn, worker_id, without=self._lanes.held_up(now), most=most)
            self._in_hand.update(one.id for one in claimed)
            self._lost_count = False
        return claimed, most

    async def _made_ready(self, claimed: Sequence[Claimed], worker_id: UUID) -> list[Ready]:
        ids = {one.id for one in claimed}
        self._being_made += len(claimed)
        try:
            now = times.now()
            ready = await fix_mails(self.pool, claimed, worker_id=worker_id, office=self.office, now=now)
        except BaseException:
            self._in_hand -= ids
            self._lost_count = True  # they are given back before the next are claimed
            raise
        finally:
            self._being_made -= len(claimed)
        self._in_hand -= ids - {mail.claimed.id for mail in ready}
        return ready

    # Sending.

    async def _send_on(self, number: int) -> None:
        """Send on one connection, as long as there is something; the spare half helps out when others are stuck."""
        line, failures = self._lines[number], 0
        while not self._stopping.is_set():
            now = time.monotonic()
            mail = (
                self._lanes.begin(now, trusted_only=number >= self._for_anybody)
                if self._may_send(number, now)
                else None
            )
            if mail is None:
                await self._wait(line)
                continue
            self._begun += 1
            if self._begun % _LOOK_EVERY == 0 and self._lanes.startable(now, most=_ENOUGH) < _ENOUGH:
                self._due.set()
            tried = await self._try(line, mail, now)
            if tried is not None:
                failures = 0
                self._outcomes.add(tried)
                continue
            failures += 1
            if self._away_until <= time.monotonic():  # only this connection: the others go on
                await self._rest(delivery.relay_wait(failures, timedelta(seconds=30)).total_seconds())

    def _may_send(self, number: int, now: float) -> bool:
        if now < self._away_until or not self.lease.holds:
            return False
        return number < self.connections or number - self.connections < self._lanes.stuck(now)

    async def _wait(self, line: Line) -> None:
        self._ready.clear()
        waiting = bool(len(self._lanes))
        idle = line.is_open and not waiting
        seconds = _POLL_SECONDS if waiting else _IDLE_SECONDS if idle else None
        try:
            async with asyncio.timeout(seconds):
                await self._ready.wait()
        except TimeoutError:
            if idle:
                await line.quit()

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _try(self, line: Line, mail: Ready, began: float) -> Tried | None:
        """Try once; None where the relay took nothing and the mail is no wiser."""
        answered: bool | None = None
        try:
            answer = await line.send(mail.envelope_from, mail.to, mail.message)
        except PermanentRefusal as error:
            answered = True
            return Tried(mail, "refused", str(error))
        except PassingFailure as error:
            answered = False
            until = time.monotonic() + self.first_wait.total_seconds()
            self._give_back(self._lanes.rest(mail.domain, until), None, None)
            return Tried(mail, "passing", str(error))
        except RelayAway as error:
            self._relay_is_away(line, mail, str(error))
            return None
        else:
            answered, self._away_times = True, 0
            return Tried(mail, "sent", answer, is_first=not self._lanes.is_trusted(mail.domain))
        finally:
            self._lanes.end(mail.domain, began, answered=answered)
            self._ready.set()

    def _relay_is_away(self, line: Line, mail: Ready, why: str) -> None:
        """Wait for the relay, all of us; unless another connection is open, then only this one is not wanted."""
        if any(other.is_open for other in self._lines if other is not line):
            self._lanes.put_back(mail)
            return
        now = time.monotonic()
        if now >= self._away_until:
            self._away_times += 1
            wait = delivery.relay_wait(self._away_times, max(self.first_wait, timedelta(milliseconds=50)))
            self._away_until = now + wait.total_seconds()
            log.warning("relay.away", extra={"times": self._away_times, "answer": why})
        wait = timedelta(seconds=max(self._away_until - now, 0.0))
        self._give_back([mail, *self._lanes.take_all()], wait, f"the mail server is away: {why}")

    def _give_back(self, mails: list[Ready], wait: timedelta | None, why: str | None) -> None:
        """Return mails untried; without a wait they come back when their domain does."""
        for mail in mails:
            self._outcomes.add(Tried(mail, "returned", why, wait=wait))

    def _marked(self, tried: Sequence[Tried]) -> None:
        self._in_hand.difference_update(one.mail.claimed.id for one in tried)
