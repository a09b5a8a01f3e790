"""After a commit the process rings its own bell; other replicas hear of it at most every 100 ms (architecture rule 4).

Never inside the transaction that writes: NOTIFY there serialises every commit. LISTEN has a connection of its own,
with its own address for installations with a pooler. All of it may fail: the sweep each second is what counts.
"""

import asyncio
import logging
from typing import Final

import asyncpg

from shared.loops import WakeSignal, reraise_if_cancelled
from shared.postgres import CONNECT_SECONDS, GONE, Schema

log = logging.getLogger(__name__)

_QUIET_SECONDS: Final = 0.1
_AGAIN_SECONDS: Final = 1.0


class WakeBroadcaster:
    """Rings this process's bell, and those of the other replicas of the same service."""

    def __init__(self, listen_url: str, service: Schema, bell: WakeSignal) -> None:
        self.url = listen_url
        self.channel = f"kallelse_{service}"
        self.bell = bell
        self._said = asyncio.Event()

    def wake(self) -> None:
        """Ring here now, and soon elsewhere. Cheap: call it after each commit that left work behind."""
        self.bell.ring()
        self._said.set()

    async def run(self) -> None:
        """Listen to the others and tell them, until cancelled."""
        while True:
            try:
                await self._talk()
            except GONE as error:
                reraise_if_cancelled()
                log.warning("waking.away", extra={"error_type": type(error).__name__})
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _talk(self) -> None:
        conn = await asyncpg.connect(
            self.url,
            server_settings={"application_name": f"{self.channel}-waking"},
            timeout=CONNECT_SECONDS,
            command_timeout=CONNECT_SECONDS,
        )
        try:
            await conn.add_listener(self.channel, lambda *_: self.bell.ring())
            while True:
                await self._said.wait()
                self._said.clear()
                await conn.execute(f"notify {self.channel}")
                await asyncio.sleep(_QUIET_SECONDS)
        finally:
            await conn.close(timeout=2)
