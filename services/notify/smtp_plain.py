"""The same connection to the mail server by aiosmtplib's own commands, one by one (`KALLELSE_SMTP_PIPELINING=false`)."""

import contextlib
from collections.abc import Awaitable
from typing import cast

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from services.notify.smtp import (
    GOING_AWAY,
    TOO_LARGE,
    Line,
    Observe,
    PassingFailure,
    PermanentRefusal,
    Relay,
    RelayAway,
    open_client,
    refused,
    said,
)
from services.notify.smtp_talk import Lost, Reply


def new_line(relay: Relay, observe: Observe) -> Line:
    """Make a connection of the kind that the settings ask for; nothing is opened yet."""
    return Line(relay, observe) if relay.pipelining else PlainLine(relay, observe)


class PlainLine(Line):
    """Sends, refuses and recovers as `Line` does; only who writes the commands differs."""

    def __init__(self, relay: Relay, observe: Observe) -> None:
        """Take note of the relay; nothing is opened yet."""
        super().__init__(relay, observe)
        self._client: SMTP | None = None

    @property
    def is_open(self) -> bool:
        return self._client is not None and self._client.is_connected

    async def _hand_over(self, sender: str, to: str, message: bytes) -> str:
        client = await self._client_with_sender(sender)
        try:
            known = await _reply(client.rcpt(to))
            if known.code // 100 != 2:
                raise refused(self, known)
            answer = await client.data(message)
        except SMTPDataError as error:
            # Whether it came before the message or after; a 2xx other than 250 proves nothing, so it is tried again.
            raise refused(self, Reply(error.code, error.message)) from None
        except TimeoutError:
            self.close()
            raise PassingFailure("no answer in time") from None
        except (Lost, SMTPServerDisconnected, SMTPResponseException):
            self.close()
            raise PassingFailure("the connection was lost") from None
        return said(Reply(answer.code, answer.message))

    async def _client_with_sender(self, sender: str) -> SMTP:
        """Begin a transaction; a connection that the server let go while it was idle is opened once more."""
        was_open = self.is_open
        client = self._client if was_open and self._client else await open_client(self.relay)
        self._client = client
        try:
            answer = await _reply(client.mail(sender))
        except (Lost, SMTPServerDisconnected):
            if not was_open:
                raise RelayAway("the connection was lost") from None
        except TimeoutError:
            raise RelayAway("no answer in time") from None
        else:
            if answer.code // 100 == 2:
                return client
            if answer.code == TOO_LARGE:
                raise PermanentRefusal(said(answer))
            if not (was_open and answer.code == GOING_AWAY):
                raise RelayAway(said(answer))
        self.close()
        return await self._client_with_sender(sender)

    async def _reset(self) -> None:
        if not self.is_open or self._client is None:
            return
        try:
            await self._client.rset()
        except SMTPException:
            self.close()

    async def quit(self) -> None:
        """Say goodbye."""
        if self.is_open and self._client is not None:
            with contextlib.suppress(SMTPException):
                await self._client.quit()
        self.close()

    def close(self) -> None:
        """Hang up at once."""
        if self._client is not None:
            self._client.close()
        self._client = None


async def _reply(command: Awaitable[object]) -> Reply:
    """Run one command. Raises `Lost` for an answer that is no SMTP; the library's errors of the connection pass."""
    try:
        code, text = cast("tuple[int, str]", await command)
    except SMTPResponseException as error:
        code, text = error.code, error.message
    if not 200 <= code < 600:
        raise Lost("an answer that makes no sense")
    return Reply(code, text)
