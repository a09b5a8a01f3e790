"""SMTP on one open connection: writes commands, reads replies (RFC 5321), several at once with pipelining."""

import asyncio
import re
import socket
from collections import deque
from typing import Final

import msgspec

# A reply has a few lines; a longer one is not SMTP, and ends the connection.
_MOST_BYTES: Final = 32_768
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")


class ConnectionLost(Exception):
    """The connection was closed, or the server sent something that is no SMTP reply."""


class SmtpReply(msgspec.Struct, frozen=True):
    """The server's reply to one command: three-digit code, and its lines joined by line feeds."""

    code: int
    text: str


class SmtpProtocol(asyncio.Protocol):
    """Takes over a transport after greeting, TLS and login."""

    def __init__(self, transport: asyncio.Transport, *, pipelines: bool, timeout_seconds: float) -> None:
        """`pipelines`: the server accepts commands before it has replied to the last (RFC 2920)."""
        self.pipelines = pipelines
        self._transport = transport
        self._timeout = timeout_seconds
        self._read = b""
        self._replies: deque[SmtpReply] = deque()
        self._lines: list[str] = []
        self._waiter: asyncio.Future[None] | None = None
        self._is_lost = False
        transport.set_protocol(self)
        _notice_a_dead_peer(transport)

    @property
    def is_open(self) -> bool:
        return not self._is_lost and not self._transport.is_closing()

    @property
    def is_stale(self) -> bool:
        """Whether the server has closed, or sent a reply without a command, as it does before closing."""
        return not self.is_open or bool(self._replies or self._lines or self._read)

    def write(self, words: bytes) -> None:
        """Write one or more commands, or the message; one reply must be read for each. Raises `ConnectionLost`."""
        if not self.is_open:
            raise ConnectionLost("the connection is closed")
        self._transport.write(words)

    async def read_reply(self, timeout_seconds: float | None = None) -> SmtpReply:
        """Return the next reply. Raises `ConnectionLost`, or TimeoutError when none arrives in time (None: as usual)."""
        if not self._replies:
            if not self.is_open:
                raise ConnectionLost("the connection is closed")
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(timeout_seconds or self._timeout):
                    await self._waiter
            finally:
                self._waiter = None
        if not self._replies:
            raise ConnectionLost("the connection was lost")
        return self._replies.popleft()

    def close(self) -> None:
        """Abort the connection; unsent data is discarded."""
        self._is_lost = True
        self._transport.abort()

    def close_after_writing(self) -> None:
        """Close the connection once all data is sent."""
        self._is_lost = True
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Assemble replies from the bytes received (called by asyncio)."""
        self._read += data
        *lines, self._read = self._read.split(b"\n")
        for line in lines:
            if not line[:3].isdigit() or len(line) > _MOST_BYTES:
                self.close()
                break
            self._lines.append(line[4:].strip().decode("utf-8", "replace"))
            if line[3:4] != b"-":
                self._replies.append(SmtpReply(int(line[:3]), "\n".join(self._lines)))
                self._lines = []
        if len(self._read) > _MOST_BYTES or len(self._lines) > _MOST_BYTES // 80:
            self.close()
        if self._replies or self._is_lost:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake `read_reply`, which raises `ConnectionLost` (called by asyncio)."""
        del exc
        self._is_lost = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _notice_a_dead_peer(transport: asyncio.Transport) -> None:
    """Let the system end a connection whose other end is gone, as the reply to a message may take minutes."""
    sock: socket.socket | None = transport.get_extra_info("socket")
    if sock is None:
        return
    options = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 4, "TCP_USER_TIMEOUT": 35_000}
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in options.items():
        if (option := getattr(socket, name, None)) is not None:  # not every system has all of them
            sock.setsockopt(socket.IPPROTO_TCP, option, value)


def as_data(message: bytes) -> bytes:
    """Encode a message for DATA (RFC 5321, section 4.5.2): line ends CRLF, leading dots doubled, final dot added."""
    ends = message.count(b"\r\n")
    if message.count(b"\n") != ends or message.count(b"\r") != ends:
        message = _LINE_END.sub(b"\r\n", message)
    if not message.endswith(b"\r\n"):
        message += b"\r\n"
    dotted = message.replace(b"\r\n.", b"\r\n..")
    return (b"." if dotted.startswith(b".") else b"") + dotted + b".\r\n"
