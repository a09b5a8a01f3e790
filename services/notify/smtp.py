"""The way to the mail server, and the only file that speaks to it. What lasts and what passes are two types."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Literal, TypeAlias, cast

import msgspec
from aiosmtplib import SMTP, SMTPException, SMTPHeloError, SMTPResponseException

from services.notify.domain.address import BadAddress, checked
from services.notify.smtp_talk import Lost, Reply, Talk, as_data
from shared.logs import redact

_GO_ON = 354
TOO_LARGE = 552
GOING_AWAY = 421

# Told how each try to send ended ("sent", "refused", "passing", "away", "interrupted") and how many seconds it took.
Observe: TypeAlias = Callable[[str, float], None]


class Relay(msgspec.Struct, frozen=True, kw_only=True):
    """The server that takes our mail on."""

    host: str
    port: int
    our_name: str
    tls: Literal["none", "starttls", "tls"] = "none"
    username: str | None = None
    password: str | None = None
    timeout_seconds: float = 30.0
    # Whether commands go out together where the server allows it; if not, aiosmtplib sends them one by one.
    pipelining: bool = True


class PermanentRefusal(Exception):
    """This mail will never be taken. The text holds no address."""


class PassingFailure(Exception):
    """The receiver did not take it now: refused for the time being, silent, or gone in the middle."""


class RelayAway(Exception):
    """The relay itself takes no mail now, whoever it is for."""


class Line:
    """One connection, opened when it is needed and kept; strictly one mail at a time."""

    def __init__(self, relay: Relay, observe: Observe) -> None:
        """Take note of the relay; nothing is opened yet."""
        self.relay = relay
        self._observe = observe
        self._talk: Talk | None = None

    @property
    def is_open(self) -> bool:
        return self._talk is not None and self._talk.is_open

    async def send(self, envelope_from: str, to: str, message: bytes) -> str:
        """Hand one mail over and return the server's words.

        Raises `PermanentRefusal`, `PassingFailure` or `RelayAway`. After any of them, and after being cancelled, no
        half transaction is left for the next mail to fall into.
        """
        try:
            sender, to = checked(envelope_from), checked(to)
        except BadAddress as error:
            raise PermanentRefusal(str(error)) from None
        started, outcome = time.monotonic(), "interrupted"
        try:
            answer = await self._hand_over(sender, to, message)
            outcome = "sent"
        except (PermanentRefusal, PassingFailure) as error:
            outcome = "refused" if isinstance(error, PermanentRefusal) else "passing"
            await self._reset()
            raise
        except RelayAway:
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
        """Hand one mail over; both addresses have been checked."""
        # Written before anything is said: what follows goes out together where the server allows.
        commands = [f"MAIL FROM:<{sender}>\r\n".encode(), f"RCPT TO:<{to}>\r\n".encode(), b"DATA\r\n"]
        talk = await self._begun(commands)
        return await self._finish(talk, commands, message)

    async def _begun(self, commands: list[bytes]) -> Talk:
        """Begin a transaction; a connection that the server let go while it was idle is opened once more."""
        if self._talk is not None and self._talk.was_let_go:
            self.close()
        was_open = self.is_open
        talk = self._talk if was_open and self._talk else await self._connected()
        try:
            talk.say(b"".join(commands) if talk.pipelines else commands[0])
            answer = await talk.reply()
        except Lost:
            if not was_open:
                raise RelayAway("the connection was lost") from None
        except TimeoutError:
            raise RelayAway("no answer in time") from None
        else:
            if answer.code // 100 == 2:
                return talk
            if answer.code == TOO_LARGE:
                await self._skip(talk, 2)
                raise PermanentRefusal(said(answer))
            if not (was_open and answer.code == GOING_AWAY):
                raise RelayAway(said(answer))
        self.close()
        return await self._begun(commands)

    async def _connected(self) -> Talk:
        client = await open_client(self.relay)
        # From here we talk ourselves: the library waits for each reply before it says the next.
        self._talk = Talk(
            cast("asyncio.Transport", client.transport),
            pipelines=client.supports_extension("pipelining"),
            timeout_seconds=self.relay.timeout_seconds,
        )
        return self._talk

    async def _finish(self, talk: Talk, commands: list[bytes], message: bytes) -> str:
        try:
            if not talk.pipelines:
                talk.say(commands[1])
            known = await talk.reply()
            if known.code // 100 != 2:
                await self._skip(talk, 1)
                raise refused(self, known)
            if not talk.pipelines:
                talk.say(commands[2])
            go_on = await talk.reply()
            if go_on.code != _GO_ON:
                raise refused(self, go_on)
            talk.say(as_data(message))
            answer = await talk.reply()
        except TimeoutError:
            self.close()
            raise PassingFailure("no answer in time") from None
        except Lost:
            self.close()
            raise PassingFailure("the connection was lost") from None
        if answer.code // 100 != 2:
            raise refused(self, answer)
        return said(answer)

    async def _skip(self, talk: Talk, replies: int) -> None:
        """Read what is said to commands that went out in vain; a server that wants the message now is left alone."""
        if not talk.pipelines:
            return
        try:
            for _ in range(replies):
                if (await talk.reply()).code == _GO_ON:
                    self.close()
                    return
        except (Lost, TimeoutError):
            self.close()

    async def _reset(self) -> None:
        """Leave no transaction open; where that cannot be known, leave the connection."""
        if not self.is_open or self._talk is None:
            return
        try:
            self._talk.say(b"RSET\r\n")
            if (await self._talk.reply()).code // 100 != 2:
                self.close()
        except (Lost, TimeoutError):
            self.close()

    async def quit(self) -> None:
        """Say goodbye."""
        if self.is_open and self._talk is not None:
            with contextlib.suppress(Lost, TimeoutError):
                self._talk.say(b"QUIT\r\n")
                await self._talk.reply()
                self._talk.leave()
        self.close()

    def close(self) -> None:
        """Hang up at once."""
        if self._talk is not None and self._talk.is_open:
            self._talk.close()
        self._talk = None


async def open_client(relay: Relay) -> SMTP:
    """Connect to the relay, secure the connection, sign in and greet. Raises `RelayAway`."""
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
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await _greet(client)
    except SMTPResponseException as error:
        client.close()
        raise RelayAway(_clean(f"{error.code} {error.message}")) from None
    except (SMTPException, OSError, ValueError) as error:
        client.close()
        raise RelayAway(type(error).__name__) from None
    except BaseException:
        client.close()
        raise
    return client


async def _greet(client: SMTP) -> None:
    try:
        await client.ehlo()
    except SMTPHeloError:
        await client.helo()


def refused(line: Line, answer: Reply) -> PermanentRefusal | PassingFailure:
    """Make the error that a refusing answer stands for; a server that goes away is hung up on."""
    if answer.code == GOING_AWAY:
        line.close()
    return (PermanentRefusal if 500 <= answer.code < 600 else PassingFailure)(said(answer))


def said(answer: Reply) -> str:
    """Say an answer as it may be stored: code and text, cut short, without addresses."""
    return _clean(f"{answer.code} {answer.text}")


def _clean(words: str) -> str:
    """Cut a server's words short, on one line, with no address in them."""
    return redact(" ".join(words.split()))[:300]
