"""What a coordinator should look at among dates: days off and breaks, and meeting links that are missing or shared."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from services.registration.domain.sessions.date_warnings import SessionWarning, date_warnings
from services.registration.domain.sessions.session import Session, is_over
from services.registration.web.admin.kit.route import StaffRequest
from shared import dates, times

_LINK_WITHIN: Final = timedelta(days=14)


def lacks_link(session: Session, now: datetime) -> bool:
    """Whether people cannot get into a digital session that is ahead."""
    return (
        session.mode in {"digital", "hybrid"}
        and session.room_url is None
        and session.status != "cancelled"
        and not is_over(session, now)
    )


def day_checks(request: StaffRequest, found: Iterable[Session]) -> tuple[str, ...]:
    """The holidays, eves, weekends and breaks on which sessions fall, in words."""
    return tuple(_said(request, each) for each in date_warnings(found))


def said_warnings(request: StaffRequest, found: Iterable[SessionWarning]) -> tuple[str, ...]:
    """Warnings of an action in words."""
    return tuple(_said(request, each) for each in found)


def link_checks(request: StaffRequest, found: Sequence[Session]) -> tuple[str, ...]:
    """Links that are missing near their date, and links that several dates ahead share."""
    texts, language = request.words.staff_cohort, request.locale.language
    today = times.local(request.caller.now).date()
    said = [
        texts.near_without_link.format(title=session.title, day=dates.day_in_words(session.on, language))
        for session in found
        if session.on and lacks_link(session, request.caller.now) and session.on - today <= _LINK_WITHIN
    ]
    by_link: dict[str, list[Session]] = {}
    for session in found:
        is_ahead = session.status != "cancelled" and not is_over(session, request.caller.now)
        if session.room_url and session.parent_id is None and is_ahead:
            by_link.setdefault(session.room_url, []).append(session)
    for same in by_link.values():
        said += [texts.shared_link.format(first=a.title, second=b.title) for a, b in pairwise(same)]
    return tuple(said)


def _said(request: StaffRequest, each: SessionWarning) -> str:
    language = request.locale.language
    named = ", ".join(
        f"{session.title} ({dates.day_in_words(session.on, language)})" if session.on else session.title
        for session in each.sessions
    )
    return request.words.warnings[each.kind].format(sessions=named, name=each.name(language))
