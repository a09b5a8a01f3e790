"""What a dry run asks notify, and what notify answers: the mails of changes that are not made."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from shared.channel.outbox import OutgoingEvent

PATH: Final = "/internal/plan"


class PlanQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """`before`: events of the tenant that are stored and unanswered. `events`: those of the changes that are tried.

    `most_listed` mails are listed one by one. With `sample`, one of them is made as well: that of `key`, else one to the
    person; without either, the first. What a change makes has another key in each attempt, but the same person.
    """

    organiser_id: UUID
    before: Sequence[OutgoingEvent] = ()
    events: Sequence[OutgoingEvent] = ()
    most_listed: int = 0
    sample: bool = False
    key: str | None = None
    person_id: UUID | None = None


class MailCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many mails of one kind."""

    kind: str
    count: int


class LaterMailCount(MailCount, frozen=True, kw_only=True):
    """How many mails of one kind are due later: the first and the last of them."""

    first_at: datetime
    last_at: datetime


class ListedMail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to one person. `due_at` null: it goes at once. A protected identity has no name here."""

    key: str
    kind: str
    person_id: UUID | None
    name: str | None
    protected_identity: bool = False
    due_at: datetime | None = None


class SampleMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as its recipient would get it, but that its personal links open nothing."""

    key: str
    kind: str
    to: str
    subject: str
    text: str
    html: str
    calendar: str | None = None


class PlanPreview(msgspec.Struct, frozen=True, kw_only=True):
    """The mails that the changes lead to.

    `mails` go at once, `later` when they are due, `stopped` were planned and are not sent any more, `unreachable` have
    no address to go to. `listed` are the first of `mails` and `later`.
    """

    mails: list[MailCount] = []
    later: list[LaterMailCount] = []
    stopped: list[MailCount] = []
    unreachable: int = 0
    listed: list[ListedMail] = []
    sample: SampleMail | None = None
