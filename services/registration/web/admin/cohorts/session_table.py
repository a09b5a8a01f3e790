"""The sessions of a cohort as a table: seats, who waits, the meeting link, and what can be done."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from services.registration.domain.sessions.session import Session, is_over
from services.registration.web.admin.kit.date_checks import lacks_link
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.layout import Link
from shared import dates, times

_LINK_WITHIN: Final = timedelta(days=14)


class SeatsTaken(msgspec.Struct, frozen=True, kw_only=True):
    """`whole`: the width of the bar; None where there is no limit."""

    text: str
    taken: int
    whole: int | None
    is_full: bool


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    link: Link
    part_of: str | None
    status: DateStatus | None
    day: str
    weekday: str
    clock: str
    seats: SeatsTaken
    waiting: int
    meeting: DateStatus
    move: Link | None


def session_rows(request: StaffRequest, found: Sequence[Session]) -> tuple[SessionRow, ...]:
    """Each session in order of time, its parts after it."""
    titles = {session.id: session.title for session in found}
    return tuple(
        _row(request, session, titles.get(session.parent_id) if session.parent_id else None)
        for session in found
    )


def _row(request: StaffRequest, session: Session, part_of: str | None) -> SessionRow:
    texts, language, now = request.words.staff_cohort, request.locale.language, request.caller.now
    can_move = request.may("session.change") and session.status != "cancelled" and not is_over(session, now)
    weekday = ""
    if session.on is not None:
        weekday = f"{dates.weekday(session.on, language)}, {dates.week(session.on, language)}"
    clock = ""
    if session.starts_at is not None:
        clock = dates.hours(session.starts_at, session.ends_at, language)
    elif session.on is not None:
        clock = request.words.days.unknown_time
    return SessionRow(
        link=Link(session.title, request.address(f"/traffar/{session.id}")),
        part_of=texts.part_of.format(title=part_of) if part_of else None,
        status=_status(request, session),
        day=session.on.isoformat() if session.on else session.term or "–",
        weekday=weekday,
        clock=clock,
        seats=_seats(request, session),
        waiting=session.waiting,
        meeting=_meeting(request, session),
        move=Link(texts.move, request.address(f"/traffar/{session.id}/andra")) if can_move else None,
    )


def _status(request: StaffRequest, session: Session) -> DateStatus | None:
    texts = request.words.staff_cohort
    match session.status:
        case "cancelled":
            return DateStatus("bad", texts.session_cancelled)
        case "tentative":
            return DateStatus("wait", texts.session_tentative)
        case "announced" if session.on is None:
            return DateStatus("off", texts.session_announced)
        case _:
            return None


def _seats(request: StaffRequest, session: Session) -> SeatsTaken:
    texts, whole = request.words.staff_cohort, session.seats_in_all
    is_full = whole is not None and session.taken >= whole
    pattern = texts.seats if whole is None else texts.seats_full if is_full else texts.seats_of
    return SeatsTaken(
        text=pattern.format(taken=session.taken, capacity=whole),
        taken=session.taken,
        whole=max(whole, session.taken, 1) if whole is not None else None,
        is_full=is_full,
    )


def _meeting(request: StaffRequest, session: Session) -> DateStatus:
    texts = request.words.staff_cohort
    if session.mode not in {"digital", "hybrid"} or session.status == "cancelled":
        return DateStatus("off", texts.link_not_needed)
    if session.room_url:
        return DateStatus("yes", texts.link_there)
    today = times.local(request.caller.now).date()
    if lacks_link(session, request.caller.now) and session.on and session.on - today <= _LINK_WITHIN:
        return DateStatus("bad", texts.link_missing)
    return DateStatus("off", texts.link_not_yet)
