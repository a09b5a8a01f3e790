"""The one gate that every mail passes before it is sent: pauses, and the hours for sending."""

import time
from datetime import datetime, timedelta
from typing import Final

from services.notify.actions.attempt_buffer import AttemptBuffer
from services.notify.actions.fix_mails import ReadyMail
from services.notify.domain.domain_queue import DomainQueue
from services.notify.domain.holds import HeldSubject, Holds, opening_times
from services.notify.store import holds
from shared import times
from shared.postgres import Conn, Pool

_FRESH_SECONDS: Final = 1.0


class SendingGate:
    """Knows what is held, as of a second ago; takes what is at hand out of the queue where it may not leave any more."""

    def __init__(self, pool: Pool, queue: DomainQueue[ReadyMail], attempts: AttemptBuffer) -> None:
        self._pool = pool
        self._queue = queue
        self._attempts = attempts
        self._holds = Holds()
        self._read_at: float | None = None

    async def read(self, conn: Conn) -> Holds:
        """Return what is held; mails outside their hours are put off first."""
        now = time.monotonic()
        if self._read_at is None or now - self._read_at >= _FRESH_SECONDS:
            self._holds = await holds.read(conn)
            moment = times.now()
            await holds.put_off(
                conn,
                opening_times(self._holds.cohort_hours, moment),
                opening_times(self._holds.organiser_hours, moment),
            )
            self._read_at = now
        return self._holds

    async def look(self) -> None:
        """Give back the mails at hand that have been paused, or whose hours have ended, since they were claimed."""
        if not len(self._queue):
            return
        async with self._pool.acquire() as conn:
            found = await self.read(conn)
        now = times.now()
        held = self._queue.take_out(lambda mail: _wait(mail, found, now) is not None)
        for mail in held:
            self._attempts.give_back([mail], _wait(mail, found, now))


def _wait(mail: ReadyMail, found: Holds, now: datetime) -> timedelta | None:
    """Return how long a mail waits from now on; None: it may leave."""
    claimed = mail.claimed
    subject = HeldSubject(
        organiser_id=claimed.organiser_id,
        cohort_id=claimed.cohort_id,
        kind=claimed.kind,
        urgency=claimed.urgency,
    )
    if found.is_paused(subject):
        return timedelta(0)
    leaves = found.leaves_at(subject, claimed.latest_at, now)
    return leaves - now if leaves > now else None
