"""What needs a person today, and what is next: never what is well."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.store.transaction import reading
from services.registration.store.views.staff import home, news
from services.registration.store.views.staff.home import NextSession, Today, UnreachedCohort
from services.registration.web.admin.home.paused import paused_to_do
from services.registration.web.admin.home.since import LINES, SinceLine, line_of, yesterday
from services.registration.web.admin.home.todo import ToDo
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.parts import DEAD, counted
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateBadge, DateStatus, day_bead
from services.registration.web.kit.layout import Link
from services.registration.web.kit.mail_pauses import paused_mails
from services.registration.web.kit.responses import respond
from services.registration.web.wording import Wording
from shared import dates, times

_SESSIONS: Final = 12
_LINK_WITHIN: Final = timedelta(days=14)
_FIRST_PATHS: Final = ("/personer/las-in", "/malgrupper/ny", "/program/nytt")


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """One of the next sessions."""

    badge: DateBadge
    when: str
    session: Link
    what: str
    status: DateStatus | None


class FirstStep(msgspec.Struct, frozen=True, kw_only=True):
    """What to begin with where nothing is set up yet."""

    link: Link
    more: str


class TodayPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    needed: tuple[ToDo, ...]
    nothing: str | None
    first_steps: tuple[FirstStep, ...]
    ahead: tuple[Ahead, ...]
    nothing_ahead: str
    since: tuple[SinceLine, ...]


async def show_today(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    now = request.caller.now
    today = times.local(now).date()
    async with reading(request.pool) as conn:
        found = await home.read(
            conn,
            request.caller.organiser_id,
            today=today,
            now=now,
            sessions=_SESSIONS,
            sees_protected=request.caller.sees_protected,
        )
        lately = await news.latest(
            conn,
            request.caller.organiser_id,
            since=yesterday(now),
            sees_protected=request.caller.sees_protected,
            limit=LINES,
        )
    words, language = request.words, request.locale.language
    texts = words.staff_home
    waiting = await paused_mails(request.services, request.caller.organiser_id)
    needed = (
        *paused_to_do(request, found.paused, waiting),
        *(
            _missing_link(request, session, today)
            for session in found.sessions
            if _lacks_link(session, today)
        ),
        *(_silent(request, count) for count in found.unreached if count.silent),
        *(_bounced(request, count) for count in found.unreached if count.bounced),
        *_dead_addresses(request, found.dead_addresses),
        *_calendar_answers(request, found.calendar_answers),
        *_enquiries(request, found),
        *(_webhook_off(request, one.id, one.name) for one in found.webhooks_off),
    )
    first_steps = () if needed or found.has_programmes else _first_steps(request)
    page = TodayPage(
        layout=request.layout(texts.heading, "home"),
        head=Head(
            heading=texts.heading,
            meta=f"{dates.day_in_words(today, language)}, {dates.week(today, language)}",
        ),
        needed=needed,
        nothing=None if needed else texts.begin if first_steps else texts.nothing,
        first_steps=first_steps,
        ahead=tuple(_ahead(request, session) for session in found.sessions),
        nothing_ahead=texts.nothing_ahead,
        since=tuple(line_of(request, one) for one in lately),
    )
    return respond("staff/today", page, language=language)


def _first_steps(request: StaffRequest) -> tuple[FirstStep, ...]:
    """A list, an audience, a programme; nothing for whoever may not begin."""
    if not request.may("programme.create"):
        return ()
    return tuple(
        FirstStep(link=Link(step.title, request.address(path)), more=step.detail)
        for path, step in zip(_FIRST_PATHS, request.words.staff_home.first_steps, strict=True)
    )


def _lacks_link(session: NextSession, today: date) -> bool:
    is_digital = session.mode in {"digital", "hybrid"}
    return is_digital and not session.has_link and session.on_day - today <= _LINK_WITHIN


def _cohort(request: StaffRequest, cohort_id: object, **query: str) -> str:
    return request.address(f"/omgangar/{cohort_id}", **query)


def _missing_link(request: StaffRequest, session: NextSession, today: date) -> ToDo:
    texts, language = request.words.staff_home, request.locale.language
    day = dates.day_in_words(session.on_day, language)
    return ToDo(
        number=(session.on_day - today).days,
        what=texts.link_missing.format(title=session.title),
        more=texts.link_missing_more.format(day=day, programme=session.programme, taken=session.taken),
        action=Action(
            text=texts.add_link, href=request.address(f"/traffar/{session.id}/andra"), kind="primary"
        ),
    )


def _silent(request: StaffRequest, count: UnreachedCohort) -> ToDo:
    texts, language = request.words.staff_home, request.locale.language
    until = dates.day_in_words(count.respond_by, language) if count.respond_by else None
    show = Action(text=texts.show_silent, href=_cohort(request, count.cohort_id, urval="silent"))
    return ToDo(
        number=count.silent,
        what=counted(texts.silent, count.silent, programme=count.programme, cohort=count.cohort),
        more=texts.silent_until.format(day=until) if until else texts.silent_no_day,
        action=_remind(request, count) if request.may("invitation.remind") else show,
    )


def _remind(request: StaffRequest, count: UnreachedCohort) -> Action:
    texts = request.words.staff_cohort
    text = texts.remind_one if count.silent == 1 else texts.remind.format(n=count.silent)
    return Action(text=text, href=request.address(f"/omgangar/{count.cohort_id}/paminn"))


def _bounced(request: StaffRequest, count: UnreachedCohort) -> ToDo:
    texts = request.words.staff_home
    return ToDo(
        number=count.bounced,
        what=counted(texts.bounced, count.bounced, programme=count.programme, cohort=count.cohort),
        more=texts.bounced_more,
        action=Action(text=texts.show_bounced, href=_cohort(request, count.cohort_id, urval="bounced")),
    )


def _dead_addresses(request: StaffRequest, count: int) -> tuple[ToDo, ...]:
    texts = request.words.staff_person_mail
    if not count:
        return ()
    action = Action(text=texts.show, href=request.address("/personer", adress=DEAD))
    return (ToDo(number=count, what=counted(texts.count, count), more=texts.count_more, action=action),)


def _calendar_answers(request: StaffRequest, count: int) -> tuple[ToDo, ...]:
    texts = request.words.staff_calendar_answers
    if not count:
        return ()
    action = Action(text=texts.show, href=request.address("/kalendersvar"))
    return (ToDo(number=count, what=counted(texts.waiting, count), more=texts.waiting_more, action=action),)


def _enquiries(request: StaffRequest, found: Today) -> tuple[ToDo, ...]:
    texts = request.words.staff_home
    if not found.new_enquiries:
        return ()
    action = Action(text=texts.show_enquiries, href=request.address("/forfragningar"))
    what = counted(texts.enquiries, found.new_enquiries)
    return (ToDo(number=found.new_enquiries, what=what, more=texts.enquiries_more, action=action),)


def _webhook_off(request: StaffRequest, webhook_id: UUID, name: str) -> ToDo:
    texts = request.words.staff_home
    action = Action(text=texts.show_webhook, href=request.address(f"/webhooks/{webhook_id}"))
    is_admin = request.may("webhook.change")
    return ToDo(
        number=1,
        what=texts.webhook_off.format(name=name),
        more=texts.webhook_off_more if is_admin else texts.webhook_off_ask,
        action=action if is_admin else None,
    )


def _ahead(request: StaffRequest, session: NextSession) -> Ahead:
    words, language = request.words, request.locale.language
    texts = words.staff_home
    clock = (
        dates.hours(session.starts_at, session.ends_at, language)
        if session.starts_at
        else words.days.unknown_time
    )
    who = (
        texts.taken.format(taken=session.taken)
        if session.capacity is None
        else texts.taken_of.format(taken=session.taken, capacity=session.capacity)
    )
    return Ahead(
        badge=day_bead(session.on_day, language),
        when=f"{dates.weekday(session.on_day, language)} {clock}",
        session=Link(session.title, request.address(f"/traffar/{session.id}")),
        what=f"{session.programme}, {session.cohort}. {who}",
        status=_status(session, words),
    )


def _status(session: NextSession, words: Wording) -> DateStatus | None:
    texts = words.staff_home
    if session.status == "tentative":
        return DateStatus("wait", texts.tentative)
    if session.mode in {"digital", "hybrid"}:
        return DateStatus("yes", texts.has_link) if session.has_link else DateStatus("bad", texts.no_link)
    return DateStatus("yes", texts.has_place) if session.place else None
