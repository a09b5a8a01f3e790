"""A mail server that behaves as it is told: slow, strict, forgetful, or tired after some mails of a session."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from ssl import SSLContext
from typing import Self

import msgspec

_ADDRESS = re.compile(r"<([^>]*)>")


class TakenMail(msgspec.Struct, frozen=True):
    """One accepted mail; `at` is of the loop's clock, `session` counts connections from 1."""

    to: str
    message: bytes
    at: float
    session: int

    def header(self, name: str) -> str:
        found = re.search(rb"(?im)^" + name.encode() + rb": (.*?)\r?$", self.message)
        return found[1].decode() if found else ""

    @property
    def key(self) -> str:
        return self.header("X-Kallelse-Key")


class FakeRelay:
    """Set the attributes before or during a test; `taken` has what was accepted, in order.

    `at_recipient` and `at_message` return a reply to an address, or None to accept. `seconds` is how long the reply to
    each message takes; with `one_at_a_time` only one message is worked on at a time, as by a relay with a limit.
    """

    def __init__(self, *, ssl: SSLContext | None = None) -> None:
        self._ssl = ssl
        self.greeting = "220 relay.example ESMTP"
        self.extensions = ["PIPELINING"]
        self.at_login = "235 welcome"
        self.at_sender: Callable[[str], str | None] = lambda _: None
        self.at_recipient: Callable[[str], str | None] = lambda _: None
        self.at_message: Callable[[str], str | None] = lambda _: None
        self.seconds = 0.0
        self.one_at_a_time = False
        self.taken: list[TakenMail] = []
        self.tried: list[str] = []
        self.sessions = 0
        self.quits = 0
        self.port = 0
        self._turn = asyncio.Lock()
        self._open: set[asyncio.Task[None]] = set()
        self._arrived = asyncio.Condition()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._session, "127.0.0.1", self.port, ssl=self._ssl)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """End every session and stop listening, so that nothing is left for the next test."""
        assert self._server
        self._server.close()
        sessions = list(self._open)
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    async def wait_for(self, count: int, *, seconds: float = 30.0) -> list[TakenMail]:
        """Wait until so many mails are accepted. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: len(self.taken) >= count)
        return list(self.taken)

    async def wait_for_mail_to(self, address: str, count: int = 1, *, seconds: float = 20.0) -> TakenMail:
        """Wait until so many mails to this address are accepted, and return the last. Raises `TimeoutError`."""

        def found() -> list[TakenMail]:
            return [mail for mail in self.taken if mail.to == address]

        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: len(found()) >= count)
        return found()[count - 1]

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                writer.write(f"{self.greeting}\r\n".encode())
                if self.greeting.startswith("220"):
                    await self._talk(reader, writer, self.sessions)
                await writer.drain()
        finally:
            self._open.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, session: int) -> None:
        to: str | None = None
        while line := (await reader.readline()).decode():
            word, named = line[:4].upper(), _ADDRESS.search(line)
            reply = "250 ok"
            if word == "EHLO":
                reply = "\r\n".join(
                    ["250-relay.example", *(f"250-{one}" for one in self.extensions), "250 HELP"]
                )
            elif word == "AUTH":
                reply = self.at_login
            elif word == "MAIL":
                to = None
                reply = self.at_sender(named[1] if named else "") or reply
            elif word == "RCPT" and named:
                self.tried.append(named[1])
                refusal = self.at_recipient(named[1])
                to, reply = (None, refusal) if refusal else (named[1], reply)
            elif word == "DATA":
                reply = "354 go on" if to else "503 no recipient"
            elif word == "QUIT":
                self.quits += 1
                writer.write(b"221 bye\r\n")
                return
            writer.write(f"{reply}\r\n".encode())
            if reply.startswith("354") and to:
                message = (await reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n..", b"\r\n.")
                writer.write(f"{await self._take(to, message, session)}\r\n".encode())
            await writer.drain()

    async def _take(self, to: str, message: bytes, session: int) -> str:
        if refusal := self.at_message(to):
            return refusal
        if self.one_at_a_time:
            async with self._turn:
                await asyncio.sleep(self.seconds)
        else:
            await asyncio.sleep(self.seconds)
        self.taken.append(TakenMail(to, message, asyncio.get_running_loop().time(), session))
        async with self._arrived:
            self._arrived.notify_all()
        return "250 2.0.0 taken"
