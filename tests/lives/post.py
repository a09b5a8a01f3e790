"""Takes the mails that are due from notify's ledger, as its worker does, and puts them into mailboxes instead of sending them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from services.notify.actions import fix_mails as fixing
from services.notify.actions.mark_mails import SendAttempt, mark_mails
from services.notify.domain.letters.compose_context import SenderConfig
from services.notify.domain.letters.letter import DateLine, Letter
from services.notify.render import email
from services.notify.render.email import RenderedMail
from services.notify.store import sending
from shared import ids, times
from shared.postgres import Pool
from tests.lives.calendars import CalendarOfMails, ShownEntry
from tests.support.api import BASE_URL
from tests.support.pages.client import KEYS

SENDER_CONFIG = SenderConfig(
    base_url=BASE_URL,
    link_keys=KEYS,
    mail_domain="kallelse.example",
    sender_address="post@kallelse.example",
    secret=b"made up",
)
_FIRST_WAIT = timedelta(seconds=0.2)  # the longest wait for another try is over in the next step
NOT_MADE = """
select kind, last_answer from delivery where status in ('failed', 'bounced') and last_answer like 'could not be made%'
"""


@dataclass(frozen=True)
class ArrivedMail:
    """A mail that arrived: what it says about which dates, and its calendar entries."""

    to: str
    name: str
    kind: str
    key: str
    cohort: str
    dates: tuple[DateLine, ...]
    paths: tuple[str, ...]  # its personal links to pages
    entries: tuple[ShownEntry, ...]
    is_farewell: bool  # to an earlier address; its dates are what that address had been told

    def __str__(self) -> str:
        said = ", ".join(f"{line.title} {line.status}" for line in self.dates)
        calendar = "".join(
            f" + {'REQUEST' if one.is_live else 'CANCEL'} {one.sequence}" for one in self.entries
        )
        return f"{self.kind} to {self.to}: {said or 'no dates'}{calendar}"


@dataclass
class Post:
    """All mailboxes. `mails`: every mail so far, in the order of arrival."""

    pool: Pool
    mails: list[ArrivedMail] = field(default_factory=list)
    letters: dict[str, Letter] = field(default_factory=dict)
    calendars: dict[str, CalendarOfMails] = field(default_factory=lambda: defaultdict(CalendarOfMails))

    async def send(self, *, in_vain: bool = False) -> int:
        """Deliver what is due now, or be told to try again (`in_vain`); return the number of mails."""
        worker_id, letters = ids.new(), dict[str, Letter]()
        async with self.pool.acquire() as conn:
            shares = dict.fromkeys(await sending.lines_due(conn), 100)
            claimed = await sending.claim(conn, worker_id, without=[], shares=shares)
        if not claimed:
            return 0

        def render(letter: Letter) -> RenderedMail:
            letters[letter.key] = letter
            return email.render(letter)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fixing, "render", render)
            ready = await fixing.fix_mails(
                self.pool, claimed, worker_id=worker_id, sender_config=SENDER_CONFIG, now=times.now()
            )
        self.letters |= letters  # those that are tried again were made before
        if not in_vain:
            for mail in ready:
                self._arrive(mail.to, self.letters[mail.claimed.key], mail.message)
        await mark_mails(
            self.pool,
            [
                SendAttempt(mail, "transient", "450 later")
                if in_vain
                else SendAttempt(mail, "sent", "250 ok")
                for mail in ready
            ],
            first_wait=_FIRST_WAIT,
            jitter=lambda: 0.5,
            now=times.now(),
        )
        return len(claimed)

    def _arrive(self, to: str, letter: Letter, message: bytes) -> None:
        urls = (letter.links.my_url, letter.links.answer_url)
        mail = ArrivedMail(
            to=to,
            name=letter.recipient.name,
            kind=letter.kind,
            key=letter.key,
            cohort=letter.cohort_name or "",
            dates=letter.dates,
            paths=tuple(url.removeprefix(BASE_URL) for url in urls if url),
            entries=tuple(self.calendars[to].receive(message)),
            is_farewell=letter.is_farewell,
        )
        self.mails.append(mail)

    async def not_made(self) -> list[str]:
        """The kinds of mails that the program could not make."""
        return [f"{row['kind']}: {row['last_answer']}" for row in await self.pool.fetch(NOT_MADE)]
