"""The HTTP protocol of both services, with limits: how long a request may take to arrive, and how many connections there are.

uvicorn waits for ever for the rest of a request. A proxy in front has limits of its own (docs/operate/proxy-and-tls.md); these
hold without one, and behind one that passes halves on.
"""

import asyncio
import logging
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

log = logging.getLogger(__name__)

# Counted from the first byte, or from the connection: whoever sends a byte a second is not waited for.
HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 30.0
_TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class LimitedProtocol(HttpToolsProtocol):
    """Closes connections whose request does not arrive in time, and those beyond `most_connections`."""

    most_connections: int = 1000
    head_seconds: float = HEAD_SECONDS
    body_seconds: float = BODY_SECONDS
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            log.warning("http.too_many_connections", extra={"most": self.most_connections})
            transport.abort()
            return
        self._expect(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect(None)
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect(self.head_seconds)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._expect(self.body_seconds)

    def on_message_complete(self) -> None:
        self._expect(None)
        super().on_message_complete()

    def _expect(self, seconds: float | None) -> None:
        """Expect the next part of a request within this time; None: nothing is expected."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._end)

    def _end(self) -> None:
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_TOO_SLOW)
        self.transport.close()


def limited(most_connections: int, **seconds: Any) -> type[LimitedProtocol]:  # Any: the times, for tests
    """Return the protocol with a limit of connections."""
    return type("LimitedProtocol", (LimitedProtocol,), {"most_connections": most_connections, **seconds})
