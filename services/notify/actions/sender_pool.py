"""Sends ready mails over a few kept connections to the relay, half of them spare."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from services.notify.actions.attempt_buffer import AttemptBuffer
from services.notify.actions.fix_mails import ReadyMail
from services.notify.actions.lease import Lease
from services.notify.actions.mark_mails import SendAttempt
from services.notify.actions.relay_backoff import RelayBackoff
from services.notify.domain import delivery
from services.notify.domain.domain_queue import DomainQueue
from services.notify.smtp import PermanentRefusal, RelayUnavailable, SmtpConnection, TransientFailure

_LOOK_EVERY: Final = 8  # mails between two calls of `on_progress`
_IDLE_SECONDS: Final = 30.0  # after which an unused connection is closed
_POLL_SECONDS: Final = 0.25  # while mails wait for their domains or for a free connection
_LONGEST_WAIT: Final = timedelta(seconds=30)  # of one connection that the relay refuses


class SenderPool:
    """`connections` regular connections and as many spare ones, which open only while mails in flight are slow."""

    def __init__(
        self,
        new_connection: Callable[[], SmtpConnection],
        *,
        lease: Lease,
        queue: DomainQueue[ReadyMail],
        attempts: AttemptBuffer,
        backoff: RelayBackoff,
        connections: int,
        first_wait: timedelta,
        on_progress: Callable[[float], None],
    ) -> None:
        """`new_connection` makes a connection that is not opened yet. `on_progress` is called with the monotonic time after every few mails: more may have to be claimed."""
        self.lease = lease
        self.queue = queue
        self.attempts = attempts
        self.backoff = backoff
        self.first_wait = first_wait
        self.on_progress = on_progress
        self._regular = connections
        # From this number on, connections serve trusted domains only: however many unknown domains are slow, some
        # connections are left for those that answer.
        self._any_domain = connections + (connections + 1) // 2
        self._connections = [new_connection() for _ in range(2 * connections)]
        self._ready = asyncio.Event()
        self._stopping = asyncio.Event()
        self._begun = 0

    def start(self) -> list[asyncio.Task[None]]:
        """Start one task per connection; each runs until `stop`."""
        return [asyncio.create_task(self._send_on(number)) for number in range(len(self._connections))]

    def wake(self) -> None:
        """Look at the queue again: mails were added."""
        self._ready.set()

    def stop(self) -> None:
        """Let each task end after the mail that it has in flight."""
        self._stopping.set()
        self._ready.set()

    async def quit(self) -> None:
        """Close every connection with QUIT."""
        for connection in self._connections:
            await connection.quit()

    async def _send_on(self, number: int) -> None:
        """Send mails on one connection, one at a time."""
        connection, failures = self._connections[number], 0
        while not self._stopping.is_set():
            now = time.monotonic()
            mail = (
                self.queue.begin(now, trusted_only=number >= self._any_domain)
                if self._may_send(number, now)
                else None
            )
            if mail is None:
                await self._wait(connection)
                continue
            self._begun += 1
            if self._begun % _LOOK_EVERY == 0:
                self.on_progress(now)
            attempt = await self._try(connection, mail, now)
            if attempt is not None:
                failures = 0
                self.attempts.add(attempt)
                continue
            failures += 1
            if not self.backoff.is_waiting(time.monotonic()):  # only this connection waits: the others go on
                await self._rest(delivery.relay_wait(failures, _LONGEST_WAIT).total_seconds())

    def _may_send(self, number: int, now: float) -> bool:
        if self.backoff.is_waiting(now) or not self.lease.is_valid:
            return False
        return number < self._regular or number - self._regular < self.queue.count_slow(now)

    async def _wait(self, connection: SmtpConnection) -> None:
        """Wait for mails; an open connection is closed after `_IDLE_SECONDS` without any."""
        self._ready.clear()
        has_mails = bool(len(self.queue))
        is_idle = connection.is_open and not has_mails
        seconds = _POLL_SECONDS if has_mails else _IDLE_SECONDS if is_idle else None
        try:
            async with asyncio.timeout(seconds):
                await self._ready.wait()
        except TimeoutError:
            if is_idle:
                await connection.quit()

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _try(self, connection: SmtpConnection, mail: ReadyMail, began: float) -> SendAttempt | None:
        """Try to send once. Returns None when the relay was unavailable; the mail stays to be sent."""
        answered: bool | None = None
        try:
            answer = await connection.send(mail.envelope_from, mail.to, mail.message)
        except PermanentRefusal as error:
            answered = True
            return SendAttempt(mail, "refused", str(error))
        except TransientFailure as error:
            answered = False
            until = time.monotonic() + self.first_wait.total_seconds()
            self.attempts.give_back(self.queue.rest(mail.domain, until), None)
            return SendAttempt(mail, "transient", str(error))
        except RelayUnavailable as error:
            self._relay_failed(connection, mail, str(error))
            return None
        else:
            answered = True
            self.backoff.succeed()
            return SendAttempt(mail, "sent", answer, is_first=not self.queue.is_trusted(mail.domain))
        finally:
            self.queue.end(mail.domain, began, answered=answered)
            self._ready.set()

    def _relay_failed(self, connection: SmtpConnection, mail: ReadyMail, why: str) -> None:
        """Queue the mail again; where no other connection is open, give back every mail until the relay's wait ends."""
        if any(other.is_open for other in self._connections if other is not connection):
            self.queue.put_back(mail)
            return
        wait = self.backoff.fail(time.monotonic(), why)
        self.attempts.give_back([mail, *self.queue.take_all()], wait, f"the mail server is away: {why}")
