"""Notify's components on real servers: events in, a running deliverer, mails out."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from infra.mailbox.server import Mailbox
from services.notify.actions.deliver import Deliverer, _Tasks
from services.notify.actions.journal import Journal
from services.notify.actions.plan_due import plan_due
from services.notify.actions.take_events import take_events
from services.notify.domain.letters.compose_context import SenderConfig
from services.notify.domain.reports import DeadRules
from services.notify.smtp import Relay
from services.notify.smtp_plain import new_connection
from services.notify.web.metrics import SendMetrics
from shared import times
from shared.channel.inbox import ReceivedEvent
from shared.events import ToNotify
from shared.links import LinkKey
from shared.postgres import Pool

SENDER_CONFIG = SenderConfig(
    base_url="https://kallelse.example",
    link_keys=(LinkKey(1, bytes(32)),),
    mail_domain="kallelse.example",
    sender_address="post@kallelse.example",
    secret=b"made up",
)


def taken(*events: ToNotify, replayed_at: datetime | None = None) -> list[ReceivedEvent]:
    now = datetime.now(UTC)
    return [
        ReceivedEvent(event=event, made_at=now, correlation_id=None, replayed_at=replayed_at)
        for event in events
    ]


async def crash(deliverer: Deliverer, running: "asyncio.Task[None]") -> None:
    """End a deliverer without a word to the ledger, as kill -9 does, and leave none of its tasks behind."""

    async def end(tasks: _Tasks) -> None:
        for task in tasks.all():
            task.cancel()
        await asyncio.gather(*tasks.all(), return_exceptions=True)

    deliverer._stop = end  # type: ignore[method-assign]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def left_behind() -> list[str]:
    """The senders that a test did not stop: they would claim the mails of the tests after it."""
    found = [task.get_coro() for task in asyncio.all_tasks()]
    return [name for one in found if (name := getattr(one, "__qualname__", "")).startswith("SenderPool.")]


class RunningNotify:
    """`tell` accepts events; `start` delivers what is due to the mailbox."""

    def __init__(self, pool: Pool, mailbox: Mailbox, url: str = "") -> None:
        self.pool = pool
        self.url = url  # of the database, as notify
        self.mailbox = mailbox
        self.outbox_writes = 0
        self.lost_peers = 0
        self.send_metrics = SendMetrics()
        self._running: list[asyncio.Task[None]] = []
        self.deliverers: list[Deliverer] = []

    async def tell(
        self, *events: ToNotify, now: datetime | None = None, replayed_at: datetime | None = None
    ) -> None:
        async with self.pool.acquire() as conn, conn.transaction():
            await take_events(conn, taken(*events, replayed_at=replayed_at), now or times.now())
        while await plan_due(self.pool, now=now or times.now()):
            pass
        for deliverer in self.deliverers:
            deliverer.wake()

    def deliverer(
        self,
        *,
        port: int | None = None,
        timeout: float = 1.0,
        data_timeout: float | None = None,
        connections: int = 4,
        wait: float = 0.2,
        journal: Journal | None = None,
        dead_rules: DeadRules | None = None,
    ) -> Deliverer:
        relay = Relay(
            host="127.0.0.1",
            port=port or self.mailbox.port,
            our_name="kallelse.example",
            timeout_seconds=timeout,
            data_timeout_seconds=data_timeout or timeout,
        )
        return Deliverer(
            self.pool,
            lambda: new_connection(relay, self.send_metrics.add),
            SENDER_CONFIG,
            connections=connections,
            first_wait=timedelta(seconds=wait),
            on_outbox_written=self._tell,
            on_peer_lost=self._miss,
            journal=journal,
            dead_rules=dead_rules or DeadRules(),
            on_sent=self.send_metrics.add_delay,
            stop_seconds=1.0,
        )

    def start(self, **how: Any) -> Deliverer:
        deliverer = self.deliverer(**how)
        self.deliverers.append(deliverer)
        self._running.append(asyncio.create_task(deliverer.run()))
        return deliverer

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()
        self.deliverers.clear()

    async def mails(self, count: int, *, seconds: float = 30.0) -> list[EmailMessage]:
        """Wait for `count` mails and return them, parsed."""
        await self.mailbox.wait_for(count, seconds=seconds)
        return [message_from_bytes(raw, policy=policy.default) for raw in self.mailbox.raws()]

    async def keys(self, count: int, *, seconds: float = 30.0) -> list[str]:
        """Return the sorted delivery keys of the received mails."""
        return sorted(str(mail["X-Kallelse-Key"]) for mail in await self.mails(count, seconds=seconds))

    async def statuses(self) -> dict[str, str]:
        rows = await self.pool.fetch("select key, status from delivery")
        return {row["key"]: row["status"] for row in rows}

    async def until(self, key: str, status: str, *, seconds: float = 30.0, is_fixed: bool = False) -> Any:
        """Wait until a delivery has a status, with fixed bytes if `is_fixed`, and return its row."""
        async with asyncio.timeout(seconds):
            while True:
                row = await self.pool.fetchrow("select * from delivery where key = $1", key)
                if row and row["status"] == status and (row["message"] or not is_fixed):
                    return row
                await asyncio.sleep(0.02)

    async def quiet(self, *, seconds: float = 0.5) -> int:
        """Wait for mails that must not arrive; returns the number of all that did."""
        with contextlib.suppress(TimeoutError):
            await self.mailbox.wait_for(10**6, seconds=seconds)
        return len(self.mailbox.raws())

    async def _miss(self) -> None:
        self.lost_peers += 1

    def _tell(self) -> None:
        self.outbox_writes += 1
