"""The SMTP server of the mailbox: stores mails, or replies as configured."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.mailbox import answers
from infra.mailbox.answers import Answer
from infra.mailbox.store import Messages
from shared import times

TAKEN: Final = "250 2.0.0 kept"
NO_ROOM: Final = "452 4.3.1 no room to keep it"
LARGEST_MAIL: Final = 25 * 1024 * 1024


class Mailbox:
    """A running SMTP server with its stored mails; tests set `answer` to refuse some."""

    def __init__(self, messages: Messages, *, answer: Answer = answers.take_everything) -> None:
        self.messages = messages
        self.answer = answer
        self.host = ""
        self.port = 0
        self._server: asyncio.Server | None = None
        self._arrived = asyncio.Condition()

    @classmethod
    def in_folder(cls, folder: Path) -> "Mailbox":
        """Open the mailbox of a folder, created if there is none."""
        return cls(Messages(folder / "mailbox.sqlite3"))

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; with port 0 on a free port, afterwards in `port`."""
        self._server = await asyncio.get_running_loop().create_server(self._protocol, host, port)
        self.host, self.port = host, self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and close the store."""
        if self._server:
            self._server.close()
        self.messages.close()

    async def wait_for(self, count: int, *, seconds: float = 10.0) -> None:
        """Wait until at least `count` mails are stored. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: self.messages.count() >= count)

    def raws(self) -> list[bytes]:
        """Return every mail as received, oldest first."""
        newest_first = self.messages.list_newest(limit=-1)
        return [self.messages.raw(summary.id) or b"" for summary in reversed(newest_first)]

    def _protocol(self) -> SMTP:
        return SMTP(self, enable_SMTPUTF8=True, data_size_limit=LARGEST_MAIL, hostname="kallelse-mailbox")

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Accept a recipient, or reply as configured."""
        del server, session
        reply = answers.at_recipient(self.answer(address))
        if reply == answers.HANG:
            await answers.silence()
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 2.1.5 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store a mail, or reply as configured."""
        del server, session
        replies = [answers.at_data(self.answer(address)) for address in envelope.rcpt_tos]
        reply = next(filter(None, replies), None)
        if reply and reply != answers.HANG:
            return reply
        try:
            await self._keep(envelope)
        except sqlite3.Error:  # a full disk: the mail is kept by whoever sends it, and comes again
            return NO_ROOM
        if reply == answers.HANG:
            await answers.silence()
        return TAKEN

    async def _keep(self, envelope: Envelope) -> None:
        # aiosmtpd types the content as str or bytes; here it is always bytes.
        content: Any = envelope.content
        self.messages.add(
            content, sender=envelope.mail_from or "", recipients=list(envelope.rcpt_tos), now=times.now()
        )
        async with self._arrived:
            self._arrived.notify_all()
