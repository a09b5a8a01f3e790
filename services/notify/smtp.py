"""The way to the mail server, and the only file that speaks to it. What lasts and what passes are two types."""

import contextlib
from typing import Literal

import msgspec
from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from services.notify.domain.address import BadAddress, checked
from shared.logs import redact

_TOO_LARGE = 552
_GOING_AWAY = 421


class Relay(msgspec.Struct, frozen=True, kw_only=True):
    """The server that takes our mail on."""

    host: str
    port: int
    our_name: str
    tls: Literal["none", "starttls", "tls"] = "none"
    username: str | None = None
    password: str | None = None
    timeout_seconds: float = 30.0


class PermanentRefusal(Exception):  # noqa: N818 - named for the situation
    """This mail will never be taken. The text holds no address."""


class PassingFailure(Exception):  # noqa: N818 - named for the situation
    """The receiver did not take it now: refused for the time being, silent, or gone in the middle."""


class RelayAway(Exception):  # noqa: N818 - named for the situation
    """The relay itself takes no mail now, whoever it is for."""


class Line:
    """One connection, opened when it is needed and kept; strictly one mail at a time."""

    def __init__(self, relay: Relay) -> None:
        """Take note of the relay; nothing is opened yet."""
        self.relay = relay
        self._client: SMTP | None = None

    @property
    def is_open(self) -> bool:
        return self._client is not None and self._client.is_connected

    async def send(self, envelope_from: str, to: str, message: bytes) -> str:
        """Hand one mail over and return the server's words.

        Raises `PermanentRefusal`, `PassingFailure` or `RelayAway`. After any of them, and after being cancelled, no
        half transaction is left for the next mail to fall into.
        """
        try:
            to = checked(to)
        except BadAddress as error:
            raise PermanentRefusal(str(error)) from None
        try:
            client = await self._begun(envelope_from)
            answer = await self._finish(client, to, message)
        except (PermanentRefusal, PassingFailure):
            await self._reset()
            raise
        except BaseException:
            self.close()
            raise
        return answer

    async def _begun(self, envelope_from: str) -> SMTP:
        """Begin a transaction; a connection that the server let go while it was idle is opened once more."""
        was_open = self.is_open
        client = await self._connected()
        try:
            await client.mail(envelope_from)
        except SMTPResponseException as error:
            if error.code == _TOO_LARGE:
                raise PermanentRefusal(_said(error)) from None
            if not (was_open and error.code == _GOING_AWAY):
                raise RelayAway(_said(error)) from None
        except (SMTPException, OSError) as error:
            if not (was_open and isinstance(error, SMTPServerDisconnected)):
                raise RelayAway(type(error).__name__) from None
        else:
            return client
        self.close()
        return await self._begun(envelope_from)

    async def _connected(self) -> SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        relay = self.relay
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
        self._client = client
        try:
            await client.connect()
        except SMTPResponseException as error:
            raise RelayAway(_said(error)) from None
        except (SMTPException, OSError, ValueError) as error:
            raise RelayAway(type(error).__name__) from None
        return client

    async def _finish(self, client: SMTP, to: str, message: bytes) -> str:
        try:
            await client.rcpt(to)
            answer = await client.data(message)
        except (SMTPRecipientRefused, SMTPDataError) as error:
            if error.code == _GOING_AWAY:
                self.close()
            if 500 <= error.code < 600:
                raise PermanentRefusal(_said(error)) from None
            raise PassingFailure(_said(error)) from None
        except (TimeoutError, SMTPTimeoutError):
            self.close()
            raise PassingFailure("no answer in time") from None
        except (SMTPException, OSError):
            self.close()
            raise PassingFailure("the connection was lost") from None
        except ValueError:
            self.close()
            raise PermanentRefusal("the address cannot be written in SMTP") from None
        return _clean(f"{answer.code} {answer.message}")

    async def _reset(self) -> None:
        """Leave no transaction open; where that cannot be known, leave the connection."""
        if not self.is_open or self._client is None:
            return
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self.close()

    async def quit(self) -> None:
        """Say goodbye."""
        if self._client is not None and self._client.is_connected:
            with contextlib.suppress(SMTPException, OSError):
                await self._client.quit()
        self.close()

    def close(self) -> None:
        """Hang up at once."""
        if self._client is not None:
            self._client.close()
            self._client = None


def _said(error: SMTPResponseException) -> str:
    return _clean(f"{error.code} {error.message}")


def _clean(words: str) -> str:
    """Cut a server's words short, on one line, with no address in them."""
    return redact(" ".join(words.split()))[:300]
