"""The events of mailings: the text, its files, and each recipient (shared/events.py has all kinds)."""

from datetime import datetime
from uuid import UUID

from shared.snapshot import Snapshot


class Mailing(Snapshot, frozen=True, kw_only=True, tag="mailing"):
    """A text of the organiser's own to some people of a cohort. `body` is Markdown; both texts may have placeholders."""

    cohort_id: UUID
    subject: str
    body: str
    attachment_ids: tuple[UUID, ...] = ()


class MailingAttachment(Snapshot, frozen=True, kw_only=True, tag="mailing_attachment"):
    """A small file that goes with a mailing."""

    cohort_id: UUID
    mailing_id: UUID
    name: str
    media_type: str
    content: bytes


class MailingRecipient(Snapshot, frozen=True, kw_only=True, tag="mailing_recipient"):
    """One person who gets a mailing, with what they had in the cohort when it was sent.

    `test_to`: it is a test, and goes to this address instead of the person's; its personal links open nothing.
    """

    mailing_id: UUID
    cohort_id: UUID
    person_id: UUID
    sent_at: datetime
    registration_id: UUID | None = None
    invitation_id: UUID | None = None
    test_to: str | None = None
