"""What follows from an answer that came from a calendar program: the same as on one's own page, or a person has to see it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.domain.sessions.session import Session, is_over
from shared.calendar_answer import CalendarAnswerKind, CalendarAnswerStanding
from shared.events import SeatStatus

CalendarAnswerStatus = Literal["open", "waits", "done"]
# What is done. "nothing": the answer is noted, and changes nothing.
Consequence = Literal["confirm", "withdraw", "unsure", "resend", "nothing", "ask"]

_CONSEQUENCES: Final[Mapping[CalendarAnswerKind, Consequence]] = {
    "accepted": "confirm",
    "declined": "withdraw",
    "tentative": "unsure",
    "counter": "ask",
    "refresh": "resend",
    "delegated": "ask",
}
_ABOUT_A_SEAT: Final = frozenset({"accepted", "tentative", "refresh"})


class ReceivedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with the seat that it is about; `seat_status` is that of now."""

    organiser_id: UUID
    id: UUID
    seat_id: UUID
    registration_id: UUID
    session_id: UUID
    person_id: UUID
    answer: CalendarAnswerKind
    standing: CalendarAnswerStanding
    status: CalendarAnswerStatus
    received_at: datetime
    seat_status: SeatStatus
    comment: str | None = None
    by_address: str | None = None
    by_name: str | None = None
    proposed_starts_at: datetime | None = None
    proposed_ends_at: datetime | None = None
    proposed_on: date | None = None
    outcome: str | None = None


def consequence(answer: ReceivedAnswer, session: Session, now: datetime) -> Consequence:
    """Decide what follows from an answer by itself. What only a person can decide is asked."""
    if answer.standing == "stale":
        return "nothing"
    if answer.standing != "counts":
        return "ask"
    return consequence_once_counted(answer, session, now)


def consequence_once_counted(answer: ReceivedAnswer, session: Session, now: datetime) -> Consequence:
    """Decide what follows from an answer that counts, by itself or because a person has said so."""
    if session.status == "cancelled" or is_over(session, now):
        return "nothing"
    if answer.seat_status == "withdrawn":
        # A no is what is so already; a yes to a seat that others may have by now gives none.
        return "nothing" if answer.answer in {"declined", "refresh"} else "ask"
    if answer.seat_status == "waiting" and answer.answer in _ABOUT_A_SEAT:
        return "nothing"
    return _CONSEQUENCES[answer.answer]
