"""A mail server, in a process of its own, that accepts everything and records time, recipient and Message-ID of each mail."""

import asyncio
import os
import re
import time
from multiprocessing.connection import Connection
from typing import cast

import msgspec
import uvloop

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
_BYE = b"221 bye\r\n"
_ANSWERS = {
    b"EHLO": b"250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 50000000\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": _BYE,
}
_ADDRESS = re.compile(rb"<([^>]*)>")


class ReceivedMails(msgspec.Struct):
    """The mails since the last `take`; times are of the monotonic clock, which processes of one machine share."""

    times: list[float] = []
    who: list[tuple[bytes, bytes]] = []  # recipient, Message-ID
    connections: int = 0  # most at once
    open: int = 0


class _Session(asyncio.Protocol):
    """One connection: SMTP with pipelining; nothing is refused."""

    def __init__(self, accepted: ReceivedMails) -> None:
        self.accepted = accepted
        self.read = b""
        self.in_data = False
        self.recipient = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass
        self.accepted.open += 1
        self.accepted.connections = max(self.accepted.connections, self.accepted.open)
        self.transport.write(
            b"220 sink.example ESMTP Postfix\r\n"
        )  # with which connections are kept for long

    def connection_lost(self, _: Exception | None) -> None:
        self.accepted.open -= 1

    def data_received(self, data: bytes) -> None:
        self.read += data
        answers = []
        while (answer := self.step()) is not None:
            answers.append(answer)
        if answers:
            self.transport.write(b"".join(answers))
        if answers[-1:] == [_BYE]:
            self.transport.close()

    def step(self) -> bytes | None:
        """Handle one command or one message from the buffer and return the reply; None if it is not complete yet."""
        if self.in_data:
            message, found, rest = self.read.partition(b"\r\n.\r\n")
            if not found:
                return None
            self.read, self.in_data = rest, False
            named = _MESSAGE_ID.search(message)
            self.accepted.times.append(time.monotonic())
            self.accepted.who.append((self.recipient, named[1] if named else b""))
            return b"250 taken\r\n"
        line, found, rest = self.read.partition(b"\r\n")
        if not found:
            return None
        self.read = rest
        word = line[:4].upper()
        if word == b"RCPT" and (address := _ADDRESS.search(line)):
            self.recipient = address[1]
        self.in_data = word == b"DATA"
        return _ANSWERS.get(word, b"250 ok\r\n")


def serve(pipe: Connection, port: int) -> None:
    """Serve until terminated. `count` on the pipe returns the number of mails, `take` returns `ReceivedMails` and clears it."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(pipe, port))


async def _serve(pipe: Connection, port: int) -> None:
    accepted = ReceivedMails()
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: _Session(accepted), "127.0.0.1", port)

    def answer() -> None:
        if pipe.recv() == "count":
            pipe.send(len(accepted.times))
        else:
            # The event loop made the pipe non-blocking, and the answer is larger than its buffer.
            os.set_blocking(pipe.fileno(), True)
            pipe.send(msgspec.structs.replace(accepted))
            accepted.times, accepted.who, accepted.connections = [], [], accepted.open

    loop.add_reader(pipe.fileno(), answer)
    pipe.send("ready")
    await loop.create_future()
