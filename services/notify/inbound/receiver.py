"""The SMTP receiver, behind the site's mail server: a mail is acknowledged once it is stored, and not before.

It never sends anything: what cannot be taken is refused while the other server waits, so nothing is bounced afterwards.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import asyncpg
import msgspec
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notify.domain.inbound.recipients import is_ours

log = logging.getLogger(__name__)

LARGEST_MAIL: Final = 10 * 1024 * 1024
_MOST_RECIPIENTS: Final = 50
_MOST_CONNECTIONS: Final = 50
_SILENCE_SECONDS: Final = 120.0
_TAKEN: Final = "250 2.0.0 taken"
_NO_ROOM: Final = "452 4.3.1 cannot be stored now"
_UNKNOWN: Final = "550 5.1.1 no such address here"
_TOO_MANY: Final = "452 4.5.3 too many recipients"

# envelope sender, recipients, bytes; raises what the database or the disk raises
Keep = Callable[[str, Sequence[str], bytes], Awaitable[None]]


class ReceiverConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Where to listen, and whose mail is taken."""

    host: str
    port: int
    mail_domain: str
    sender_address: str


class Receiver:
    """A listening SMTP server that hands each mail to `keep`."""

    def __init__(self, config: ReceiverConfig, keep: Keep) -> None:
        self._config = config
        self._keep = keep
        self._server: asyncio.Server | None = None
        self._open: set[SMTP] = set()
        self.port = config.port

    async def start(self) -> None:
        """Listen; with port 0 on a free one, afterwards in `port`."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, self._config.host, self._config.port)
        self.port = self._server.sockets[0].getsockname()[1]
        log.info("inbound.listening", extra={"port": self.port})

    async def stop(self) -> None:
        """Stop listening. A mail that is being stored is stored, or comes again."""
        if self._server is not None:
            self._server.close()

    def _protocol(self) -> SMTP:
        return _Protocol(
            self,
            self._open,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            hostname=self._config.mail_domain,
            ident="Kallelse",
            timeout=_SILENCE_SECONDS,
        )

    async def handle_EHLO(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Greet; too many servers at once are asked to come back."""
        del envelope
        session.host_name = hostname
        is_extra = isinstance(server, _Protocol) and server.is_extra
        return ["421 4.3.2 too many connections"] if is_extra else responses

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Take a recipient that is one of ours; refuse all others at once, so that nothing is relayed or bounced."""
        del server, session
        config = self._config
        if not is_ours(address, mail_domain=config.mail_domain, sender=config.sender_address):
            return _UNKNOWN
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return _TOO_MANY
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 2.1.5 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the mail, then acknowledge it; what cannot be stored stays with the server that sends it."""
        del server, session
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        try:
            await self._keep(envelope.mail_from or "", envelope.rcpt_tos, raw)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("inbound.not_stored", extra={"error_type": type(error).__name__})
            return _NO_ROOM
        return _TAKEN


class _Protocol(SMTP):
    """One connection of the receiver; `is_extra`: there were enough without it."""

    def __init__(self, handler: Receiver, others: set[SMTP], **options: Any) -> None:
        super().__init__(handler, **options)
        self._others = others
        self.is_extra = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.is_extra = len(self._others) >= _MOST_CONNECTIONS
        self._others.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._others.discard(self)
        super().connection_lost(error)
