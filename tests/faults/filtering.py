"""A mail server between notify and the mailbox, which refuses or filters as it is told and hands on what it accepts."""

import aiosmtplib

from tests.faults.proxy import Target
from tests.support.relay import FakeRelay


class FilteringRelay(FakeRelay):
    """Answers only when the mailbox has the mail."""

    def __init__(self, target: Target) -> None:
        """`target` returns the mailbox's host and port, or None while there is none."""
        super().__init__()
        self._target = target
        self.filtered = 0

    def be_kind(self) -> None:
        """Accept everything at once; what is being filtered stays as long as it was told."""
        self.seconds = 0.0
        self.at_sender = self.at_recipient = self.at_message = lambda _: None

    async def _take(self, to: str, message: bytes, session: int) -> str:
        self.filtered += self.seconds > 0
        answer = await super()._take(to, message, session)
        where = self._target()
        if not answer.startswith("2"):
            return answer
        if where is None or isinstance(where, str):
            return "451 4.3.0 no mailbox now"
        host, port = where
        try:
            await aiosmtplib.send(
                message,
                sender="b+filtered@kallelse.example",
                recipients=[to],
                hostname=host,
                port=port,
                start_tls=False,
                timeout=10,
            )
        except (aiosmtplib.SMTPException, OSError):
            return "451 4.3.0 no mailbox now"
        return answer
