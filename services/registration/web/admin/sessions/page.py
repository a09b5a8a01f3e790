"""`/traffar/{id}`: one session."""

from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.sessions.session import Session, is_over
from services.registration.store.transaction import reading
from services.registration.store.views.staff import calendar_answers
from services.registration.store.views.staff.calendar_answers import WaitingAnswer
from services.registration.web.admin.kit.calendar_answers import PATH, AnswerLine, answer_line
from services.registration.web.admin.kit.date_checks import day_checks, link_checks
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.sessions.known import KnownSession, read_session, way_back
from services.registration.web.kit.dates import DateBadge, date_badge, in_words
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact
from services.registration.web.kit.responses import respond
from shared import dates, times

_ANSWERS: Final = 20


class SessionPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    said: str | None
    receipt: Link | None
    warnings: tuple[str, ...]
    badge: DateBadge
    facts: tuple[Fact, ...]
    answers: tuple[AnswerLine, ...]
    all_answers: Link | None
    parts: tuple[Link, ...]
    more: tuple[Action, ...]


async def show_session(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    known = await read_session(request)
    session = known.session
    waiting, unsure = await _answers(request, session.id)
    is_ahead = session.status != "cancelled" and not is_over(session, request.caller.now)
    page = SessionPage(
        layout=request.layout(session.title, "programmes", path=way_back(request, known.cohort)),
        head=Head(heading=session.title, meta=_meta(request, known), actions=_actions(request, known)),
        said=_said(request),
        receipt=_receipt(request, session.cohort_id),
        warnings=(*day_checks(request, [session]), *_about_link(request, known)) if is_ahead else (),
        badge=date_badge(session, request.locale.language),
        facts=(*_facts(request, known), *_unsure(request, unsure)),
        answers=tuple(answer_line(request, one) for one in waiting[:_ANSWERS]),
        all_answers=_all_answers(request) if len(waiting) > _ANSWERS else None,
        parts=tuple(
            Link(_named(request, part), request.address(f"/traffar/{part.id}")) for part in known.parts
        ),
        more=_more(request, known),
    )
    return respond("staff/session", page, language=request.locale.language)


async def _answers(request: StaffRequest, session_id: UUID) -> tuple[list[WaitingAnswer], int]:
    """The answers from calendars that wait for a person, and how many are unsure whether they come."""
    now, organiser_id = request.caller.now, request.caller.organiser_id
    async with reading(request.pool) as conn:
        waiting = await calendar_answers.list_waiting(
            conn,
            organiser_id,
            now=now,
            today=times.local(now).date(),
            sees_protected=request.caller.sees_protected,
            session_id=session_id,
            limit=_ANSWERS + 1,
        )
        return waiting, await calendar_answers.count_unsure(conn, organiser_id, session_id)


def _said(request: StaffRequest) -> str | None:
    done = request.query.get("om", "")
    return request.words.staff_session.saved.get(done) or request.words.staff_calendar_answers.saved.get(done)


def _unsure(request: StaffRequest, unsure: int) -> tuple[Fact, ...]:
    return (Fact(request.words.staff_calendar_answers.unsure_seats, str(unsure)),) if unsure else ()


def _all_answers(request: StaffRequest) -> Link:
    return Link(request.words.staff_calendar_answers.show, request.address(PATH))


def _about_link(request: StaffRequest, known: KnownSession) -> tuple[str, ...]:
    """The warnings about links that are about this session."""
    same = [
        one
        for one in known.siblings
        if one.id == known.session.id or (known.session.room_url and one.room_url == known.session.room_url)
    ]
    return link_checks(request, same)


def _meta(request: StaffRequest, known: KnownSession) -> str:
    session, language = known.session, request.locale.language
    week = dates.week(session.on, language) if session.on else ""
    return " · ".join(text for text in (in_words(session, language), week, session.form) if text)


def _named(request: StaffRequest, session: Session) -> str:
    return f"{session.title}, {in_words(session, request.locale.language)}"


def _actions(request: StaffRequest, known: KnownSession) -> tuple[Action, ...]:
    texts, own = request.words.staff_session, f"/traffar/{known.session.id}"
    actions = []
    if request.query.get("om") == "ny" and request.may("session.create"):
        href = request.address(f"/omgangar/{known.cohort.id}/ny-traff")
        actions.append(Action(text=texts.add_another, href=href))
    if request.may("session.change"):
        actions.append(Action(text=texts.change, href=request.address(f"{own}/andra"), kind="primary"))
    if request.may("attendance.note"):
        actions.append(Action(text=texts.attendance, href=request.address(f"{own}/narvaro")))
    return tuple(actions)


def _more(request: StaffRequest, known: KnownSession) -> tuple[Action, ...]:
    texts, own = request.words.staff_session, f"/traffar/{known.session.id}"
    actions = []
    if request.may("session.create"):
        href = request.address(f"/omgangar/{known.cohort.id}/ny-traff", del_av=str(known.session.id))
        actions.append(Action(text=texts.add_part, href=href))
    if request.may("session.cancel") and known.session.status != "cancelled":
        actions.append(Action(text=texts.cancel, href=request.address(f"{own}/stall-in")))
    if request.may("session.delete"):
        actions.append(Action(text=texts.delete, href=request.address(f"{own}/ta-bort")))
    return tuple(actions)


def _facts(request: StaffRequest, known: KnownSession) -> tuple[Fact, ...]:
    texts, session, names = request.words.staff_session, known.session, known.names
    modes, language = request.words.days.modes, request.locale.language
    titles = {one.id: one.title for one in known.siblings}
    is_completed = is_over(session, request.caller.now) and session.status != "cancelled"
    before = msgspec.structs.replace(
        session,
        on=session.moved_from_on,
        starts_at=session.moved_from_starts_at,
        ends_at=session.moved_from_ends_at,
    )
    pairs = (
        (texts.status, texts.statuses["completed" if is_completed else session.status]),
        (texts.reason, session.cancel_reason),
        (texts.moved_from, in_words(before, language) if session.moved_at else None),
        (
            texts.place,
            ", ".join(text for text in (modes[session.mode] if session.mode else "", session.place) if text),
        ),
        (texts.link, _link(request, session)),
        (texts.seats, _seats(request, session)),
        (texts.waiting, str(session.waiting) if session.waiting else None),
        (texts.part_of, titles.get(session.parent_id) if session.parent_id else None),
        (texts.choice, session.choice_group),
        (texts.replaces, titles.get(session.replaces_id) if session.replaces_id else None),
        (texts.organisation, names.get(session.organisation_id)),
        (texts.host, names.get(session.host_id)),
        (texts.booked_by, names.get(session.booked_by_id)),
        (texts.agenda, " · ".join(session.agenda or ())),
        (texts.note, session.note),
    )
    return tuple(Fact(name, value) for name, value in pairs if value)


def _link(request: StaffRequest, session: Session) -> str | None:
    if session.mode not in {"digital", "hybrid"}:
        return None
    return session.room_url or request.words.staff_session.no_link


def _seats(request: StaffRequest, session: Session) -> str:
    texts = request.words.staff_session
    pattern = texts.no_limit if session.seats_in_all is None else texts.seats_of
    return pattern.format(taken=session.taken, capacity=session.seats_in_all)


def _receipt(request: StaffRequest, cohort_id: UUID) -> Link | None:
    """After something was done: how its mails went."""
    if not request.query.get("om"):
        return None
    return Link(request.words.staff_receipt.link, request.address(f"/omgangar/{cohort_id}/kvitto"))
