"""What is said on one open connection to a mail server: commands out, replies in, several at once where it allows."""

import asyncio
import re
from collections import deque
from typing import Final

import msgspec

# A reply is a line or a few; more is not SMTP, and is not kept.
_MOST_BYTES: Final = 32_768
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")


class Lost(Exception):
    """The connection is gone, or what comes on it makes no sense."""


class Reply(msgspec.Struct, frozen=True):
    """What the server says to one command."""

    code: int
    text: str


class Talk(asyncio.Protocol):
    """Takes over a connection that has been opened, greeted and secured."""

    def __init__(self, transport: asyncio.Transport, *, pipelines: bool, timeout_seconds: float) -> None:
        """`pipelines`: the server takes commands before it has answered the last (RFC 2920)."""
        self.pipelines = pipelines
        self._transport = transport
        self._timeout = timeout_seconds
        self._read = b""
        self._replies: deque[Reply] = deque()
        self._lines: list[str] = []
        self._waiter: asyncio.Future[None] | None = None
        self._is_lost = False
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        return not self._is_lost and not self._transport.is_closing()

    @property
    def was_let_go(self) -> bool:
        """Whether the server has hung up, or spoken unasked, which it does to say that it will."""
        return not self.is_open or bool(self._replies or self._lines or self._read)

    def say(self, words: bytes) -> None:
        """Send; as many replies must be read as commands are in it."""
        if not self.is_open:
            raise Lost("the connection is closed")
        self._transport.write(words)

    async def reply(self) -> Reply:
        """Read the next reply. Raises `Lost`, or TimeoutError where none comes in time."""
        if not self._replies:
            if not self.is_open:
                raise Lost("the connection is closed")
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(self._timeout):
                    await self._waiter
            finally:
                self._waiter = None
        if not self._replies:
            raise Lost("the connection was lost")
        return self._replies.popleft()

    def close(self) -> None:
        """Hang up at once: nothing that is still to be written goes out."""
        self._is_lost = True
        self._transport.abort()

    def leave(self) -> None:
        """Hang up when all has been said."""
        self._is_lost = True
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Put replies together, of whatever pieces they come in."""
        self._read += data
        *lines, self._read = self._read.split(b"\n")
        for line in lines:
            if not line[:3].isdigit() or len(line) > _MOST_BYTES:
                self.close()
                break
            self._lines.append(line[4:].strip().decode("utf-8", "replace"))
            if line[3:4] != b"-":
                self._replies.append(Reply(int(line[:3]), "\n".join(self._lines)))
                self._lines = []
        if len(self._read) > _MOST_BYTES or len(self._lines) > _MOST_BYTES // 80:
            self.close()
        if self._replies or self._is_lost:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let whoever waits for a reply know that none will come."""
        del exc
        self._is_lost = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def as_data(message: bytes) -> bytes:
    """Write a message as DATA has it: CRLF and nothing else ends a line, and no line of it ends the message."""
    ends = message.count(b"\r\n")
    if message.count(b"\n") != ends or message.count(b"\r") != ends:
        message = _LINE_END.sub(b"\r\n", message)
    if not message.endswith(b"\r\n"):
        message += b"\r\n"
    dotted = message.replace(b"\r\n.", b"\r\n..")
    return (b"." if dotted.startswith(b".") else b"") + dotted + b".\r\n"
