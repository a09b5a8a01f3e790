"""A mail server, in a process of its own, that accepts everything and records time, recipient and Message-ID of each mail.

It is as fast as it can be, or takes one mail each so many seconds over all connections, as a relay with a limit does.
"""

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


class _Pace:
    """How far apart mails are taken, in seconds, and when the next one can be."""

    def __init__(self) -> None:
        self.apart = 0.0
        self.next_at = 0.0

    def wait(self) -> float:
        """Take the next free moment, and return the seconds until it."""
        now = time.monotonic()
        at = max(now, self.next_at)
        self.next_at = at + self.apart
        return at - now


class _Session(asyncio.Protocol):
    """One connection: SMTP with pipelining; nothing is refused."""

    def __init__(self, accepted: ReceivedMails, pace: _Pace) -> None:
        self.accepted = accepted
        self.pace = pace
        self.read = b""
        self.in_data = False
        self.is_waiting = False
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
        self.handle()

    def handle(self) -> None:
        """Answer all that has been read."""
        answers = []
        while (answer := self.step()) is not None:
            answers.append(answer)
        if answers:
            self.transport.write(b"".join(answers))
        if answers[-1:] == [_BYE]:
            self.transport.close()

    def step(self) -> bytes | None:
        """Handle one command or one message from the buffer and return the reply; None if it is not complete yet, or waits."""
        if self.is_waiting:
            return None
        if self.in_data:
            message, found, rest = self.read.partition(b"\r\n.\r\n")
            if not found:
                return None
            self.read, self.in_data = rest, False
            named = _MESSAGE_ID.search(message)
            mail = (self.recipient, named[1] if named else b"")
            if self.pace.apart:
                self.is_waiting = True
                asyncio.get_running_loop().call_later(self.pace.wait(), self.take_late, mail)
                return None
            return self.take(mail)
        line, found, rest = self.read.partition(b"\r\n")
        if not found:
            return None
        self.read = rest
        word = line[:4].upper()
        if word == b"RCPT" and (address := _ADDRESS.search(line)):
            self.recipient = address[1]
        self.in_data = word == b"DATA"
        return _ANSWERS.get(word, b"250 ok\r\n")

    def take(self, mail: tuple[bytes, bytes]) -> bytes:
        """Record a mail, and return the reply to it."""
        self.accepted.times.append(time.monotonic())
        self.accepted.who.append(mail)
        return b"250 taken\r\n"

    def take_late(self, mail: tuple[bytes, bytes]) -> None:
        """Take a mail that had to wait, and go on with what has come since."""
        self.transport.write(self.take(mail))
        self.is_waiting = False
        self.handle()


def serve(pipe: Connection, port: int) -> None:
    """Serve until terminated, and answer questions on the pipe.

    `count` returns the number of mails, `take` returns `ReceivedMails` and clears it, an address the moments at which it got
    mail; a number is how many seconds apart mails are taken from now on.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(pipe, port))


async def _serve(pipe: Connection, port: int) -> None:
    accepted, pace = ReceivedMails(), _Pace()
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: _Session(accepted, pace), "127.0.0.1", port)

    def answer() -> None:
        question = pipe.recv()
        if question == "count":
            pipe.send(len(accepted.times))
        elif isinstance(question, float):
            pace.apart = question
            pipe.send(question)
        elif question != "take":
            to = question.encode()
            pipe.send([at for at, (who, _) in zip(accepted.times, accepted.who, strict=True) if who == to])
        else:
            # The event loop made the pipe non-blocking, and the answer is larger than its buffer.
            os.set_blocking(pipe.fileno(), True)
            pipe.send(msgspec.structs.replace(accepted))
            accepted.times, accepted.who, accepted.connections = [], [], accepted.open

    loop.add_reader(pipe.fileno(), answer)
    pipe.send("ready")
    await loop.create_future()
