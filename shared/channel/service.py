"""One service's end of the channel: publishes its outbox, acts on the other service's events, acknowledges them."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import msgspec

from shared.channel import inbox, outbox, queue
from shared.channel.inbox import Acknowledgements, Act
from shared.channel.outbox import OutgoingEvent
from shared.channel.waking import WakeBroadcaster
from shared.postgres import PASSING, Pool, Schema, is_passing
from shared.service import loops, periodic_tasks
from shared.service.loops import WakeSignal
from shared.settings import Settings

log = logging.getLogger(__name__)

BATCH: Final = 500
# With this many batches queued the receiver is busy; offering more would only repeat events.
_ENOUGH: Final = 8
# Events that are committed within 50 ms of each other travel in one batch; a single event is offered at once.
_REST: Final = 0.05
# Seconds until a lost queue is noticed at the latest; the events in it have been delayed by the loss already.
_SWEEP: Final = 0.5
# Less than the twenty seconds that a batch may take.
_LONGEST_REST: Final = 5.0
_OTHER: Final[dict[Schema, Schema]] = {"registration": "notify", "notify": "registration"}

_OFFERS: Final = msgspec.msgpack.Decoder(list[OutgoingEvent])
_ANSWERS: Final = msgspec.msgpack.Decoder(Acknowledgements)


class Channel:
    """Call `run()` for the life of the service, and `wake()` after each commit that wrote to the outbox."""

    def __init__(
        self, pool: Pool, settings: Settings, me: Schema, act: Act, *, after: Callable[[], None] | None = None
    ) -> None:
        """`act` is called in a transaction with new events, `after` once that transaction is committed."""
        self.pool = pool
        self.me = me
        self.act = act
        self.after = after
        self.wake_signal = WakeSignal()
        self.redis = queue.connect(settings.redis_url)
        self.waker = WakeBroadcaster(settings.listen_url or settings.database_url, me, self.wake_signal)
        self._wake_event = self.wake_signal.subscribe()
        # How often this process lost a batch; and the queue's incarnation with that count when open events were last offered again.
        self._losses = 0
        self._offered_under: tuple[bytes, int] | None = None
        # Parked events are offered again when a process of either service starts: it may be the one that is mended.
        self._must_replay = True
        self._must_announce = True
        # In a row, so that what lasts is not logged at every sweep.
        self._times_away = 0
        self._times_not_taken = 0

    def wake(self) -> None:
        """Offer what was just committed now, instead of at the next sweep."""
        self.waker.wake()

    async def ask_again(self) -> None:
        """Have the other service offer again what a lost reader of this queue may have taken."""
        with contextlib.suppress(*queue.AWAY):  # this service's reader does so as soon as the queue is back
            await queue.renew_incarnation(self.redis, self.me)

    async def try_queue(self) -> None:
        """Raise one of `queue.AWAY` if the queue could not take a batch now."""
        await queue.try_out(self.redis, self.me)

    async def run(self) -> None:
        """Receive, publish, wake and delete old rows, until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(
                    queue.work(
                        self.redis,
                        self.me,
                        {
                            "events": self._take_events,
                            "answers": self._take_answers,
                            "started": self._take_start,
                        },
                    )
                )
                tasks.create_task(
                    loops.forever(
                        "publisher",
                        self.offer,
                        wake=self._wake_event,
                        sweep_seconds=_SWEEP,
                        rest_seconds=_REST,
                    )
                )
                tasks.create_task(self.waker.run())
                tasks.create_task(loops.forever("channel.upkeep", self._upkeep, sweep_seconds=60))
        finally:
            # To the end: a second cancellation must not leave connections open.
            await loops.to_the_end(self._leave())

    async def _leave(self) -> None:
        # Batches that were being read or offered here are offered again at once, not after their wait.
        with contextlib.suppress(*queue.AWAY):
            async with asyncio.timeout(1):
                await queue.renew_incarnation(self.redis, self.me, _OTHER[self.me])
        await self.close()

    async def close(self) -> None:
        """Close the connections to the queue; `run` does so at its end, and what asks afterwards opens new ones."""
        await queue.close(self.redis)

    async def offer(self) -> bool:
        """Put one batch on the other service's queue; return whether there may be more."""
        to = _OTHER[self.me]
        if self._must_replay:
            await self._replay()
        try:
            if self._must_announce:
                await queue.put(self.redis, to, "started", b"")
                self._must_announce = False
            if await queue.length(self.redis, to) >= _ENOUGH:
                await asyncio.sleep(0.05)
                return True
            state = (await queue.incarnation_of(self.redis, to), self._losses)
        except queue.AWAY as error:
            self._note_away(error)
            return False
        if state != self._offered_under:
            async with self.pool.acquire() as conn:
                await outbox.offer_again(conn)
            self._offered_under = state
        try:
            return await self._enqueue_batch(to) == BATCH
        except BaseException:
            # The events are marked as offered, but may not be on the queue.
            self._losses += 1
            raise

    async def _enqueue_batch(self, to: Schema) -> int:
        async with self.pool.acquire() as conn:
            offered = await outbox.offer(conn, most=BATCH)
        if not offered:
            self._times_away = 0
            return 0
        try:
            await queue.put(self.redis, to, "events", msgspec.msgpack.encode(offered))
        except queue.AWAY as error:
            self._losses += 1
            self._note_away(error)
            return 0
        self._times_away = 0
        return len(offered)

    def _note_away(self, error: Exception) -> None:
        """Log that the queue takes nothing: the first time, the second, the fourth, and so on."""
        self._times_away += 1
        if self._times_away & (self._times_away - 1) == 0:
            log.warning(
                "queue.away", extra={"error_type": type(error).__name__, "failures": self._times_away}
            )

    async def _replay(self) -> None:
        async with self.pool.acquire() as conn:
            replayed = await outbox.replay(conn)
        self._must_replay = False
        if replayed:
            log.warning("outbox.replayed", extra={"events": replayed})

    async def _take_start(self, _: bytes) -> None:
        """A process of the other service has started: what it parked before may be handled now."""
        self._must_replay = True
        self.wake_signal.wake_all()

    async def _take_events(self, payload: bytes) -> None:
        offered = _OFFERS.decode(payload)
        try:
            answers = await inbox.take(self.pool, offered, self.act)
        except Exception as error:
            if not is_passing(error):
                raise
            # Without an acknowledgement the events are offered again, at once if the queue can be told.
            log.warning("inbox.passing", extra={"error_type": type(error).__name__, "events": len(offered)})
            await self._rest()
            await self.ask_again()
            return
        self._times_not_taken = 0
        self.wake()
        if self.after:
            self.after()
        try:
            await queue.put(self.redis, _OTHER[self.me], "answers", msgspec.msgpack.encode(answers))
        except queue.AWAY:
            log.warning("inbox.answer_lost", extra={"events": len(offered)})

    async def _rest(self) -> None:
        """Wait before asking again, but not the first time: what passes mostly has passed, and a full disk lasts."""
        if self._times_not_taken:
            await asyncio.sleep(loops.seconds_after(self._times_not_taken, _LONGEST_REST))
        self._times_not_taken += 1

    async def _take_answers(self, payload: bytes) -> None:
        answers = _ANSWERS.decode(payload)
        try:
            async with self.pool.acquire() as conn:
                await outbox.mark_answered(conn, answers.done, answers.parked)
        except PASSING as error:
            # The receiver acknowledges again when the events are offered again.
            log.warning("outbox.answer_lost", extra={"error_type": type(error).__name__})
            self._losses += 1

    async def _upkeep(self) -> bool:
        """Log what waits for too long, and delete old rows; each done by one replica."""
        async with self.pool.acquire() as conn:
            if await periodic_tasks.claim(conn, "channel.watch", timedelta(minutes=5)):
                stuck = await outbox.stuck(conn)
                if stuck.unanswered or stuck.parked:
                    log.error("outbox.stuck", extra=msgspec.structs.asdict(stuck))
            if await periodic_tasks.claim(conn, "channel.forget", timedelta(hours=1)):
                await outbox.forget(conn)
                await inbox.forget(conn)
        return False
