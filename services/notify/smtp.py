"""Sends mail to the relay by SMTP (RFC 5321), with pipelining (RFC 2920); no other module connects to it."""

import asyncio
import contextlib
import re
import time
from collections.abc import Callable
from typing import Literal, TypeAlias, cast

import msgspec
from aiosmtplib import SMTP, SMTPException, SMTPHeloError

from services.notify.smtp_errors import (
    GOING_AWAY,
    NO_ANSWER,
    PermanentRefusal,
    RelayUnavailable,
    TransientFailure,
    reply_text,
    unavailable,
    unavailable_by_reply,
)
from services.notify.smtp_protocol import ConnectionLost, SmtpProtocol, SmtpReply, as_data
from shared.addresses import BadAddress, ascii_address

_GO_ON = 354
TOO_LARGE = 552
# Exim as it comes only queues what follows the tenth mail of a session; these say who they are and have no such limit.
_MAILS = 10
_MAILS_WITHOUT_LIMIT = 100
_NO_LIMIT = re.compile(r"\b(?:Postfix|Microsoft ESMTP)\b")

# Called with how each attempt ended ("sent", "refused", "passing", "away", "interrupted") and its duration in seconds.
Observe: TypeAlias = Callable[[str, float], None]


class Relay(msgspec.Struct, frozen=True, kw_only=True):
    """The mail server that accepts all mail; `our_name` is the name in EHLO."""

    host: str
    port: int
    our_name: str
    tls: Literal["none", "starttls", "tls"] = "none"
    username: str | None = None
    password: str | None = None
    timeout_seconds: float = 30.0
    # How long the reply to a whole message may take: ten minutes (RFC 5321, section 4.5.3.2.6).
    data_timeout_seconds: float = 600.0
    # A connection ends with QUIT after so many mails; 0: never; None: as many as `mails_by_greeting` says.
    mails_per_connection: int | None = None
    # Whether commands go out together where the server allows it; if not, aiosmtplib sends them one by one.
    pipelining: bool = True


class SmtpConnection:
    """One connection, opened when needed and kept open; one mail at a time."""

    def __init__(self, relay: Relay, observe: Observe) -> None:
        """Keep the relay's address; no connection is opened yet."""
        self.relay = relay
        self._observe = observe
        self._protocol: SmtpProtocol | None = None
        self._mails = 0  # begun on the open connection
        self._most_mails = 0
        self._has_accepted = False

    @property
    def is_open(self) -> bool:
        return self._protocol is not None and self._protocol.is_open

    @property
    def has_accepted(self) -> bool:
        """Whether the server has accepted us as sender on this connection, which is still open."""
        return self.is_open and self._has_accepted

    async def send(self, envelope_from: str, to: str, message: bytes) -> str:
        """Send one mail and return the server's last reply, at most 300 characters and without addresses.

        Raises `PermanentRefusal`, `TransientFailure` or `RelayUnavailable`. After any of them, and after a cancellation,
        no open transaction is left that the next mail could become part of.
        """
        try:
            sender, to = ascii_address(envelope_from), ascii_address(to)
        except BadAddress as error:
            raise PermanentRefusal(str(error)) from None
        started, outcome = time.monotonic(), "interrupted"
        try:
            answer = await self._hand_over(sender, to, message)
            outcome = "sent"
        except (PermanentRefusal, TransientFailure) as error:
            outcome = "refused" if isinstance(error, PermanentRefusal) else "passing"
            await self._reset()
            raise
        except RelayUnavailable:
            outcome = "away"
            self.close()
            raise
        except BaseException:
            self.close()
            raise
        finally:
            self._observe(outcome, time.monotonic() - started)
        return answer

    async def _hand_over(self, sender: str, to: str, message: bytes) -> str:
        """Send one mail to validated addresses and return the server's last reply."""
        # Built before anything is sent: with pipelining the commands go out together.
        commands = [f"MAIL FROM:<{sender}>\r\n".encode(), f"RCPT TO:<{to}>\r\n".encode(), b"DATA\r\n"]
        protocol = await self._start_transaction(commands)
        return await self._finish(protocol, commands, message)

    async def _start_transaction(self, commands: list[bytes]) -> SmtpProtocol:
        """Send MAIL (with pipelining all commands) and read its reply; reconnects once if an idle connection was closed."""
        await self._end_used_up()
        if self._protocol is not None and self._protocol.is_stale:
            self.close()
        was_open = self.is_open
        protocol = self._protocol if was_open and self._protocol else await self._connect()
        try:
            protocol.write(b"".join(commands) if protocol.pipelines else commands[0])
            answer = await protocol.read_reply()
        except ConnectionLost:
            if not was_open:
                raise RelayUnavailable("the connection was lost", "unreachable") from None
        except TimeoutError:
            raise RelayUnavailable(NO_ANSWER, "silent") from None
        else:
            if answer.code // 100 == 2:
                self._has_accepted = True
                return protocol
            if answer.code == TOO_LARGE:
                await self._skip_replies(protocol, 2)
                raise PermanentRefusal(reply_text(answer))
            if not (was_open and answer.code == GOING_AWAY):
                raise unavailable_by_reply(answer)
        self.close()
        return await self._start_transaction(commands)

    async def _end_used_up(self) -> None:
        """End a connection that has had its mails: some relays only queue what comes after (Exim: after the tenth)."""
        if self.is_open and 0 < self._most_mails <= self._mails:
            await self.quit()
        self._mails = self._mails + 1 if self.is_open else 1

    async def _open(self) -> SMTP:
        client, greeting = await open_client(self.relay)
        self._has_accepted = False
        most = self.relay.mails_per_connection
        self._most_mails = mails_by_greeting(greeting) if most is None else most
        return client

    async def _connect(self) -> SmtpProtocol:
        client = await self._open()
        # From here the commands are our own: the library waits for each reply before it sends the next command.
        self._protocol = SmtpProtocol(
            cast("asyncio.Transport", client.transport),
            pipelines=client.supports_extension("pipelining"),
            timeout_seconds=self.relay.timeout_seconds,
        )
        return self._protocol

    async def _finish(self, protocol: SmtpProtocol, commands: list[bytes], message: bytes) -> str:
        try:
            if not protocol.pipelines:
                protocol.write(commands[1])
            known = await protocol.read_reply()
            if known.code // 100 != 2:
                await self._skip_replies(protocol, 1)
                raise rejection(self, known)
            if not protocol.pipelines:
                protocol.write(commands[2])
            go_on = await protocol.read_reply()
            if go_on.code != _GO_ON:
                raise rejection(self, go_on)
            protocol.write(as_data(message))
            answer = await protocol.read_reply(self.relay.data_timeout_seconds)
        except TimeoutError:
            self.close()
            raise TransientFailure(NO_ANSWER) from None
        except ConnectionLost:
            self.close()
            raise TransientFailure("the connection was lost") from None
        if answer.code // 100 != 2:
            raise rejection(self, answer)
        return reply_text(answer)

    async def _skip_replies(self, protocol: SmtpProtocol, replies: int) -> None:
        """Read the replies to pipelined commands after a failed one; close where the server now expects the message."""
        if not protocol.pipelines:
            return
        try:
            for _ in range(replies):
                if (await protocol.read_reply()).code == _GO_ON:
                    self.close()
                    return
        except (ConnectionLost, TimeoutError):
            self.close()

    async def _reset(self) -> None:
        """Abort an open transaction with RSET; close the connection where that fails."""
        if not self.is_open or self._protocol is None:
            return
        try:
            self._protocol.write(b"RSET\r\n")
            if (await self._protocol.read_reply()).code // 100 != 2:
                self.close()
        except (ConnectionLost, TimeoutError):
            self.close()

    async def quit(self) -> None:
        """End the session with QUIT and close the connection."""
        if self.is_open and self._protocol is not None:
            with contextlib.suppress(ConnectionLost, TimeoutError):
                self._protocol.write(b"QUIT\r\n")
                await self._protocol.read_reply()
                self._protocol.close_after_writing()
        self.close()

    def close(self) -> None:
        """Close the connection at once, without QUIT."""
        if self._protocol is not None and self._protocol.is_open:
            self._protocol.close()
        self._protocol = None


def mails_by_greeting(greeting: str) -> int:
    """Return how many mails a connection carries to a server that greets so: few, unless it has no limit of its own."""
    return _MAILS_WITHOUT_LIMIT if _NO_LIMIT.search(greeting) else _MAILS


async def open_client(relay: Relay) -> tuple[SMTP, str]:
    """Connect to the relay, secure the connection, sign in and greet; return its greeting too. Raises `RelayUnavailable`."""
    client = SMTP(
        hostname=relay.host,
        port=relay.port,
        username=relay.username,
        password=relay.password,
        local_hostname=relay.our_name,
        timeout=relay.timeout_seconds,
        use_tls=relay.tls == "tls",
        start_tls=relay.tls == "starttls",
    )
    try:
        greeting = await client.connect()
        if client.is_ehlo_or_helo_needed:
            await _greet(client)
    except (SMTPException, OSError, ValueError) as error:
        client.close()
        raise unavailable(error) from None
    except BaseException:
        client.close()
        raise
    return client, greeting.message


async def _greet(client: SMTP) -> None:
    try:
        await client.ehlo()
    except SMTPHeloError:
        await client.helo()


def rejection(connection: SmtpConnection, answer: SmtpReply) -> PermanentRefusal | TransientFailure:
    """Return the exception for a negative reply; closes the connection on 421."""
    if 500 <= answer.code < 600:
        return PermanentRefusal(reply_text(answer))
    if answer.code == GOING_AWAY:
        connection.close()
    return TransientFailure(reply_text(answer), is_answer=answer.code != GOING_AWAY)
