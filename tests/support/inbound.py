"""Notify's receiver on a free port, and mails to send to it."""

from collections.abc import Awaitable, Callable, Sequence
from email.message import EmailMessage
from typing import Any, Final, Self

import aiosmtplib

from services.notify.actions.receive_mail import receive_mail
from services.notify.inbound.receiver import Receiver, ReceiverConfig
from shared.postgres import Pool

POST: Final = "post@kallelse.example"
SEAT: Final = f"m+{'0' * 32}@kallelse.example"


class ListeningReceiver:
    """A receiver on a free port; `before` is raised instead of storing, `after` is awaited before the acknowledgement."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.before: Exception | None = None
        self.after: Callable[[], Awaitable[None]] | None = None
        config = ReceiverConfig(
            host="127.0.0.1", port=0, mail_domain="kallelse.example", sender_address="kurs@ruc.example"
        )
        self._receiver = Receiver(config, self._keep)

    @property
    def port(self) -> int:
        return self._receiver.port

    async def _keep(self, envelope_from: str, recipients: Sequence[str], raw: bytes) -> None:
        if self.before is not None:
            raise self.before
        await receive_mail(self.pool, envelope_from=envelope_from, recipients=recipients, raw=raw)
        if self.after is not None:
            await self.after()

    async def __aenter__(self) -> Self:
        await self._receiver.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._receiver.stop()

    async def send(self, raw: bytes, to: str | list[str] = POST, sender: str = "karin@nora.example") -> None:
        await hand_over(self.port, raw, to, sender)

    async def stored(self) -> Any:
        return await self.pool.fetch("select * from inbound_message order by arrival")


async def hand_over(port: int, raw: bytes, to: str | list[str], sender: str = "karin@nora.example") -> None:
    """Hand a mail to a server on this port."""
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False) as smtp:
        await smtp.sendmail(sender, [to] if isinstance(to, str) else to, raw)


def a_mail(words: str = "Jag blir sen.", **fields: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Karin Holm <karin@nora.example>", POST, "Sen"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    return mail.as_bytes().replace(b"\n", b"\r\n")
