"""One service's end of the channel: offers what is in its outbox, acts on what the other offers, answers."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import msgspec

from shared import loops, periodic_tasks
from shared.channel import inbox, outbox, queue
from shared.channel.inbox import Acknowledgements, Act
from shared.channel.outbox import OutgoingEvent
from shared.channel.waking import WakeBroadcaster
from shared.loops import WakeSignal
from shared.postgres import PASSING, Pool, Schema
from shared.settings import Settings

log = logging.getLogger(__name__)

BATCH: Final = 500
# More than this many batches waiting means that the receiver is busy: offering more would only repeat them.
_ENOUGH: Final = 8
# Under load what comes in a twentieth of a second is offered together; what comes alone is offered at once.
_REST: Final = 0.05
# How soon it is noticed that a queue has lost something: who waits for it has waited for the loss already.
_SWEEP: Final = 0.5
_OTHER: Final[dict[Schema, Schema]] = {"registration": "notify", "notify": "registration"}

_OFFERS: Final = msgspec.msgpack.Decoder(list[OutgoingEvent])
_ANSWERS: Final = msgspec.msgpack.Decoder(Acknowledgements)


class Channel:
    """`run()` for as long as the service lives; `wake()` after each commit that wrote to the outbox."""

    def __init__(
        self, pool: Pool, settings: Settings, me: Schema, act: Act, *, after: Callable[[], None] | None = None
    ) -> None:
        """`act` is called in a transaction with new events; `after`, when that has been committed."""
        self.pool = pool
        self.me = me
        self.act = act
        self.after = after
        self.bell = WakeSignal()
        self.redis = queue.connect(settings.redis_url)
        self.waker = WakeBroadcaster(settings.listen_url or settings.database_url, me, self.bell)
        self._ear = self.bell.ear()
        # What we know to be lost by ourselves; and the queue's mark, and that, when all that is open was last offered again.
        self._losses = 0
        self._asked: tuple[bytes, int] | None = None

    def wake(self) -> None:
        """Work was committed: offer it now, not at the next sweep."""
        self.waker.wake()

    async def ask_again(self) -> None:
        """Have offered again what a reader of ours that has gone may have taken with it."""
        with contextlib.suppress(*queue.AWAY):  # our own reader asks as soon as the queue is back
            await queue.forget_mark(self.redis, self.me)

    async def run(self) -> None:
        """Receive, offer, wake and tidy until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(
                    queue.work(
                        self.redis, self.me, {"events": self._take_events, "answers": self._take_answers}
                    )
                )
                tasks.create_task(
                    loops.forever(
                        "relay", self.offer, ear=self._ear, sweep_seconds=_SWEEP, rest_seconds=_REST
                    )
                )
                tasks.create_task(self.waker.run())
                tasks.create_task(loops.forever("channel.forget", self._forget, sweep_seconds=300))
        finally:
            # What we had begun goes to another reader now, not when its wait is over; and what we were offering.
            with contextlib.suppress(*queue.AWAY):
                async with asyncio.timeout(1):
                    await queue.forget_mark(self.redis, self.me, _OTHER[self.me])
            await queue.close(self.redis)

    async def offer(self) -> bool:
        """Hand one batch to the other service; say whether there may be more."""
        to = _OTHER[self.me]
        try:
            if await queue.length(self.redis, to) >= _ENOUGH:
                await asyncio.sleep(0.05)
                return True
            asked = (await queue.mark_of(self.redis, to), self._losses)
        except queue.AWAY:
            return False
        if asked != self._asked:
            async with self.pool.acquire() as conn:
                await outbox.offer_again(conn)
            self._asked = asked
        try:
            return await self._hand_over(to) == BATCH
        except BaseException:
            # Offered it may be, and not handed over.
            self._losses += 1
            raise

    async def _hand_over(self, to: Schema) -> int:
        async with self.pool.acquire() as conn:
            offered = await outbox.offer(conn, most=BATCH)
        if not offered:
            return 0
        try:
            await queue.put(self.redis, to, "events", msgspec.msgpack.encode(offered))
        except queue.AWAY:
            self._losses += 1
            return 0
        return len(offered)

    async def _take_events(self, payload: bytes) -> None:
        offered = _OFFERS.decode(payload)
        try:
            answers = await inbox.take(self.pool, offered, self.act)
        except PASSING as error:
            # No answer: the events will be offered again, soon if we can say so.
            log.warning("inbox.passing", extra={"error_type": type(error).__name__, "events": len(offered)})
            await self.ask_again()
            return
        self.wake()
        if self.after:
            self.after()
        try:
            await queue.put(self.redis, _OTHER[self.me], "answers", msgspec.msgpack.encode(answers))
        except queue.AWAY:
            log.warning("inbox.answer_lost", extra={"events": len(offered)})

    async def _take_answers(self, payload: bytes) -> None:
        answers = _ANSWERS.decode(payload)
        try:
            async with self.pool.acquire() as conn:
                await outbox.mark_answered(conn, answers.done, answers.parked)
        except PASSING as error:
            # It will be given again when they are offered again.
            log.warning("outbox.answer_lost", extra={"error_type": type(error).__name__})
            self._losses += 1

    async def _forget(self) -> bool:
        async with self.pool.acquire() as conn:
            if await periodic_tasks.claim(conn, "channel.forget", timedelta(hours=1)):
                await outbox.forget(conn)
                await inbox.forget(conn)
        return False
