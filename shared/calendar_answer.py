"""The event by which notify tells registration of an answer from a calendar program."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.snapshot import Snapshot

# What a calendar program has sent as the answer to an entry. delegated: somebody else is to come. refresh: the entry is asked for.
CalendarAnswerKind = Literal["accepted", "declined", "tentative", "counter", "refresh", "delegated"]
# counts, or why it changes nothing by itself. other_address: the attendee was never invited. other_sender: the mail is not
# from the attendee. gone: the seat is given up. series: it is about a series, which we never send. stale: older than the entry.
CalendarAnswerStanding = Literal["counts", "other_address", "other_sender", "gone", "series", "stale"]


class CalendarAnswer(Snapshot, frozen=True, kw_only=True, tag="calendar_answer"):
    """An answer from a calendar program to the entry of one seat; `id` is that of the mail. From notify to registration.

    `version` is the number of the mail in the order of arrival. `by_address` with `by_name`: the attendee who answered, where
    that is not the holder of the seat, or whom the holder sends. `proposed_…`: the time that a COUNTER asks for.
    """

    seat_id: UUID
    registration_id: UUID
    session_id: UUID
    answer: CalendarAnswerKind
    standing: CalendarAnswerStanding
    received_at: datetime
    comment: str | None = None
    by_address: str | None = None
    by_name: str | None = None
    proposed_starts_at: datetime | None = None
    proposed_ends_at: datetime | None = None
    proposed_on: date | None = None
