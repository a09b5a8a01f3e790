"""The event by which notify tells registration of the mail to a person."""

from datetime import date, datetime

from shared.snapshot import Snapshot


class PersonMail(Snapshot, frozen=True, kw_only=True, tag="person_mail"):
    """What is known of the mail to a person, `id`. From notify to registration.

    `dead_since`: mail to `address`, in lower case, is held because it does not arrive; `answer`: what a mail server said.
    `away_told_at`: when an automatic reply came that tells of an absence, until `away_until` if it says so; it names whom to
    write to instead in `substitute_email`.
    """

    address: str | None = None
    dead_since: datetime | None = None
    answer: str | None = None
    away_told_at: datetime | None = None
    away_until: date | None = None
    away_subject: str | None = None
    substitute_email: str | None = None
    substitute_name: str | None = None
