"""Invitations and reminders that go at a chosen time. Whom they reach is found out when they go."""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.domain.errors import FieldsRefused, SendingNotWaiting
from services.registration.domain.form import FieldError

SendingStatus = Literal["waiting", "sent", "not_sent", "taken_back"]

# What is later than this, as after a long stop, would only confuse those who get it.
LATEST: Final = timedelta(days=7)
# Nobody plans a mail further ahead; a later year is a slip of the keys.
FARTHEST: Final = timedelta(days=3 * 366)
# One that began so long ago and has not ended was interrupted, and is completed.
INTERRUPTED: Final = timedelta(minutes=5)
TOO_LATE: Final = "TooLate"


class ScheduledSending(msgspec.Struct, frozen=True, kw_only=True):
    """Invitations by a rule, or (without one) reminders of those who have not answered.

    `foreseen`: how many it would have reached when its time was chosen; `reached`: how many it did reach, as far as is known.
    """

    organiser_id: UUID
    id: UUID
    cohort_id: UUID
    invitation_rule_id: UUID | None = None
    status: SendingStatus = "waiting"
    send_at: datetime
    foreseen: int
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reached: int | None = None
    problem: str | None = None
    version: int = 1


def require_waiting(sending: ScheduledSending) -> None:
    """Raise `SendingNotWaiting` for one that has gone, is just going, or was taken back."""
    if sending.status != "waiting" or sending.started_at is not None:
        raise SendingNotWaiting


def require_time(send_at: datetime, now: datetime) -> None:
    """Raise `FieldsRefused` for a time that is past, or years ahead."""
    if send_at <= now:
        raise FieldsRefused([FieldError("send_at", "not_ahead")])
    if send_at > now + FARTHEST:
        raise FieldsRefused([FieldError("send_at", "too_far_ahead")])


def is_due(sending: ScheduledSending, now: datetime) -> bool:
    """Whether it is to go now: its time has come, or it began and was interrupted."""
    if sending.status != "waiting":
        return False
    if sending.started_at is not None:
        return sending.started_at + INTERRUPTED <= now
    return sending.send_at <= now


def is_too_late(sending: ScheduledSending, now: datetime) -> bool:
    """Whether its time was so long ago that it is not sent any more."""
    return sending.started_at is None and sending.send_at + LATEST < now
