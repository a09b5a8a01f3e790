"""Wakes this process after a commit, and the other replicas at most every 100 ms (architecture rule 4).

NOTIFY is never sent in the transaction that writes, where it would serialise all commits. LISTEN uses a connection of its
own, with its own URL for installations with a pooler. All of this may fail: the loops sweep each second anyway.
"""

import asyncio
import logging
from typing import Final

import asyncpg

from shared.postgres import CONNECT_SECONDS, GONE, Schema
from shared.service.loops import WakeSignal, reraise_if_cancelled

log = logging.getLogger(__name__)

_QUIET_SECONDS: Final = 0.1
_AGAIN_SECONDS: Final = 1.0


class WakeBroadcaster:
    """Sets the wake signal of this process, and of the other replicas of the same service."""

    def __init__(self, listen_url: str, service: Schema, wake_signal: WakeSignal) -> None:
        self.url = listen_url
        self.channel = f"kallelse_{service}"
        self.wake_signal = wake_signal
        self._to_announce = asyncio.Event()

    def wake(self) -> None:
        """Wake the loops of this process now, those of other replicas soon. Cheap: call it after each commit that left work."""
        self.wake_signal.wake_all()
        self._to_announce.set()

    async def run(self) -> None:
        """Listen to other replicas and notify them, until cancelled."""
        while True:
            try:
                await self._listen_and_notify()
            except GONE as error:
                reraise_if_cancelled()
                log.warning("waking.away", extra={"error_type": type(error).__name__})
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _listen_and_notify(self) -> None:
        conn = await asyncpg.connect(
            self.url,
            server_settings={"application_name": f"{self.channel}-waking"},
            timeout=CONNECT_SECONDS,
            command_timeout=CONNECT_SECONDS,
        )
        try:
            await conn.add_listener(self.channel, lambda *_: self.wake_signal.wake_all())
            while True:
                await self._to_announce.wait()
                self._to_announce.clear()
                await conn.execute(f"notify {self.channel}")
                await asyncio.sleep(_QUIET_SECONDS)
        finally:
            await conn.close(timeout=2)
