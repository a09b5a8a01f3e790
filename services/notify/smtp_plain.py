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

from services.notify.smtp import TOO_LARGE, Observe, Relay, SmtpConnection, rejection
from services.notify.smtp_errors import (
    GOING_AWAY,
    NO_ANSWER,
    PermanentRefusal,
    RelayUnavailable,
    TransientFailure,
    reply_text,
    unavailable_by_reply,
)
from services.notify.smtp_protocol import ConnectionLost, SmtpReply


def new_connection(relay: Relay, observe: Observe) -> SmtpConnection:
    """Make a connection of the kind that the settings ask for; nothing is opened yet."""
    return SmtpConnection(relay, observe) if relay.pipelining else PlainSmtpConnection(relay, observe)


class PlainSmtpConnection(SmtpConnection):
    """Sends, refuses and recovers as `SmtpConnection` does; only who writes the commands differs."""

    def __init__(self, relay: Relay, observe: Observe) -> None:
        """Keep the relay's address; no connection is opened yet."""
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
                raise rejection(self, known)
            answer = await client.data(message, timeout=self.relay.data_timeout_seconds)
        except SMTPDataError as error:
            # The error may come before or after the message; a 2xx reply other than 250 proves nothing and counts as transient.
            raise rejection(self, SmtpReply(error.code, error.message)) from None
        except TimeoutError:
            self.close()
            raise TransientFailure(NO_ANSWER) from None
        except (ConnectionLost, SMTPServerDisconnected, SMTPResponseException):
            self.close()
            raise TransientFailure("the connection was lost") from None
        return reply_text(SmtpReply(answer.code, answer.message))

    async def _client_with_sender(self, sender: str) -> SMTP:
        """Send MAIL; reconnects once if an idle connection was closed."""
        await self._end_used_up()
        was_open = self.is_open
        client = self._client if was_open and self._client else await self._open()
        self._client = client
        try:
            answer = await _reply(client.mail(sender))
        except (ConnectionLost, SMTPServerDisconnected):
            if not was_open:
                raise RelayUnavailable("the connection was lost", "unreachable") from None
        except TimeoutError:
            raise RelayUnavailable(NO_ANSWER, "silent") from None
        else:
            if answer.code // 100 == 2:
                self._has_accepted = True
                return client
            if answer.code == TOO_LARGE:
                raise PermanentRefusal(reply_text(answer))
            if not (was_open and answer.code == GOING_AWAY):
                raise unavailable_by_reply(answer)
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
        """End the session with QUIT and close the connection."""
        if self.is_open and self._client is not None:
            with contextlib.suppress(SMTPException):
                await self._client.quit()
        self.close()

    def close(self) -> None:
        """Close the connection at once, without QUIT."""
        if self._client is not None:
            self._client.close()
        self._client = None


async def _reply(command: Awaitable[object]) -> SmtpReply:
    """Run one command. Raises `ConnectionLost` for a reply that is no SMTP, and passes on the library's connection errors."""
    try:
        code, text = cast("tuple[int, str]", await command)
    except SMTPResponseException as error:
        code, text = error.code, error.message
    if not 200 <= code < 600:
        raise ConnectionLost("an answer that makes no sense")
    return SmtpReply(code, text)
