"""The event by which notify tells registration of a reply in words to one of our mails."""

from datetime import datetime
from uuid import UUID

from shared.snapshot import Snapshot


class PersonLetter(Snapshot, frozen=True, kw_only=True, tag="person_letter"):
    """What somebody has written; `id` is that of the mail. From notify to registration.

    `person_id`, `cohort_id` and `session_id`: of the mail of ours that it answers, as far as that is known; `email` is who wrote,
    perhaps somebody else. `attachments`: names of files, which notify passes on and nobody keeps.
    """

    name: str
    email: str
    subject: str
    text: str
    received_at: datetime
    person_id: UUID | None = None
    cohort_id: UUID | None = None
    session_id: UUID | None = None
    attachments: tuple[str, ...] = ()
