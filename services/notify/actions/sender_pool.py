"""Sends ready mails over a few kept connections to the relay, half of them spare."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from services.notify.actions.attempt_buffer import AttemptBuffer
from services.notify.actions.fix_mails import ReadyMail
from services.notify.actions.journal import Journal
from services.notify.actions.lease import Lease
from services.notify.actions.mark_mails import SendAttempt
from services.notify.actions.relay_backoff import RelayBackoff
from services.notify.domain import delivery
from services.notify.domain.delivery import RelayTrouble
from services.notify.domain.domain_queue import DomainQueue
from services.notify.domain.refusals import Refusal, RefusalJudge
from services.notify.smtp import SmtpConnection
from services.notify.smtp_errors import PermanentRefusal, RelayUnavailable, TransientFailure

_LOOK_EVERY: Final = 8  # mails between two calls of `on_progress`
_IDLE_SECONDS: Final = 30.0  # after which an unused connection is closed
_POLL_SECONDS: Final = 0.25  # while mails wait for their domains or for a free connection
_TROUBLES: Final[dict[RelayTrouble, str]] = {
    "unreachable": "is away",
    "silent": "does not answer",
    "certificate": "cannot be trusted",
    "tls": "cannot be spoken to in confidence",
    "login": "does not accept our login",
    "limit": "takes no more for now",
    "refuses": "refuses our mail",
}
_LONGEST_WAIT: Final = timedelta(seconds=30)  # of one connection that the relay refuses
# About us, not about the number of connections: others that are only just open are about to hear the same.
_ABOUT_US: Final = frozenset[RelayTrouble]({"login", "refuses"})


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
        journal: Journal,
        on_progress: Callable[[float], None],
    ) -> None:
        """`new_connection` makes a connection that is not opened yet. `on_progress` is called with the monotonic time after every few mails: more may have to be claimed."""
        self.lease = lease
        self.queue = queue
        self.attempts = attempts
        self.backoff = backoff
        self.first_wait = first_wait
        self.journal = journal
        self.on_progress = on_progress
        self._regular = connections
        # From this number on, connections serve trusted domains only: however many unknown domains are slow, some
        # connections are left for those that answer.
        self._any_domain = connections + (connections + 1) // 2
        self._connections = [new_connection() for _ in range(2 * connections)]
        self._ready = asyncio.Event()
        self._stopping = asyncio.Event()
        self._judge = RefusalJudge()
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
            if self.backoff.is_waiting(time.monotonic()):
                failures = 0  # every connection waits, none for longer than the others
                continue
            failures += 1  # only this connection waits: the others go on
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
            return self._refused(mail, str(error), began)
        except TransientFailure as error:
            answered = None if error.is_answer else False
            return (
                self._refused_for_now(mail, str(error))
                if error.is_answer
                else self._no_answer(mail, str(error))
            )
        except RelayUnavailable as error:
            self._relay_failed(connection, mail, error)
            return None
        else:
            answered = True
            self.journal.accepted(mail.claimed.id, mail.claimed.revision, answer)
            self.backoff.succeed()
            self._judge.accepted(mail.domain, time.monotonic())
            return SendAttempt(mail, "sent", answer, is_first=not self.queue.is_trusted(mail.domain))
        finally:
            self.queue.end(mail, began, answered=answered)
            self._ready.set()

    def _refused(self, mail: ReadyMail, why: str, began: float) -> SendAttempt | None:
        """Decide whether a 5xx reply ends this mail, or is about us: then every mail waits."""
        refusal = Refusal(
            delivery_id=mail.claimed.id, recipient=mail.recipient, domain=mail.domain, reply=why
        )
        match self._judge.judge(refusal, began):
            case "final":
                return SendAttempt(mail, "refused", why)
            case "again":
                self._rest_recipient(mail, time.monotonic())
                return SendAttempt(mail, "transient", why)
            case "relay":
                self.attempts.revive(self._judge.judged_too_soon())
                self._give_all_back(mail, why, "refuses")
                return None

    def _refused_for_now(self, mail: ReadyMail, why: str) -> SendAttempt:
        """A 4xx reply to one mail: its address rests, and the domain only if several addresses are refused."""
        now = time.monotonic()
        self._rest_recipient(mail, now)
        if not self.queue.note_refused_for_now(mail):
            return SendAttempt(mail, "transient", why)
        self._rest_domain(mail, now)
        return SendAttempt(mail, "transient", why, domain_rests="briefly")

    def _no_answer(self, mail: ReadyMail, why: str) -> SendAttempt:
        """Silence or a lost connection: the domain rests, each time for longer."""
        self._rest_domain(mail, time.monotonic())
        return SendAttempt(mail, "transient", why, domain_rests="longer")

    def _rest_recipient(self, mail: ReadyMail, now: float) -> None:
        wait = delivery.retry_wait(mail.claimed.attempts + 1, self.first_wait, 0.0)
        waiting = self.queue.rest_recipient(mail.recipient, now + wait.total_seconds(), now)
        self.attempts.give_back(waiting, None)

    def _rest_domain(self, mail: ReadyMail, now: float) -> None:
        waiting = self.queue.rest_domain(mail.domain, now + self.first_wait.total_seconds(), now)
        self.attempts.give_back(waiting, None)

    def _relay_failed(self, connection: SmtpConnection, mail: ReadyMail, error: RelayUnavailable) -> None:
        """Queue the mail again; where no other connection is in use, give back every mail until the relay's wait ends."""
        if any(_is_in_use(other, error.trouble) for other in self._connections if other is not connection):
            self.backoff.refuse_one(str(error), error.trouble)
            self.queue.put_back(mail)
            return
        self._give_all_back(mail, str(error), error.trouble)

    def _give_all_back(self, mail: ReadyMail, why: str, trouble: RelayTrouble) -> None:
        wait = self.backoff.fail(time.monotonic(), why, trouble)
        words = f"the mail server {_TROUBLES[trouble]}: {why}"
        self.attempts.give_back([mail, *self.queue.take_all()], wait, words)


def _is_in_use(connection: SmtpConnection, trouble: RelayTrouble) -> bool:
    """Whether an open connection shows that the relay's trouble is not with all of them."""
    return connection.has_accepted if trouble in _ABOUT_US else connection.is_open
