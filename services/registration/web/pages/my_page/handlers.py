"""`/r/…`, my registration: what I have, withdrawing, taking a date again. No CSRF field, as in invitation.py."""

from typing import Any, Final, get_args
from uuid import UUID

import msgspec
from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.registrations import accept_offer, change_dates, choose_calendar, withdraw
from services.registration.domain.errors import AlreadyWithdrawn, RegistrationError
from services.registration.store import sessions
from services.registration.store.transaction import reading
from services.registration.store.views import my_page, participant
from services.registration.store.views.participant import Registration
from services.registration.web.kit import dates, posted_form
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.parts import Notice
from services.registration.web.kit.personal_link import locale_for, path_of, read_link, resolve_link
from services.registration.web.kit.posted_form import PostedForm, read_uuid
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page import page, waiting_list
from services.registration.web.pages.my_page.answers_shown import saved
from services.registration.web.pages.my_page.dates import MyPageContext
from services.registration.web.pages.my_page.done import done
from services.registration.web.pages.questions import form as questions
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import explained
from shared import links, times
from shared.events import Calendar

Asking = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_ALL: Final = ("all", "alla")
_CALENDAR: Final = "kalender"
_LANGUAGE: Final = "sprak"
_SUBSTITUTE: Final = "ersattare"


@route("/r/{token:str}", http_method=_GET)
async def show_registration(request: Asking, services: AppServices) -> Response[bytes]:
    """My dates, or the question before I give one up; looking changes nothing."""
    mine = await find(request, services)
    stop_where_nothing_is_left(mine)
    if (asked := request.query_params.get("avanmal")) is not None:
        if asked in _ALL and mine.ahead():
            return page.ask(mine, None)
        session = mine.named(asked)
        if session is not None and session in mine.ahead():
            return page.ask(mine, session)
    if "ny" in request.query_params and mine.ahead():
        return done(mine)
    about = request.query_params.get("om")
    return page.my_page(mine, saved(mine, about) or _notice(mine, about))


@post("/r/{token:str}")
async def change_registration(request: Asking, services: AppServices) -> Response[bytes]:
    """Withdraw from a date or from all, take a date, or choose how to have them in one's calendar."""
    mine = await find(request, services)
    stop_where_nothing_is_left(mine)
    form = await posted_form.read(request)
    try:
        about = await _do(services, mine, form)
    except AlreadyWithdrawn:
        # Pressed twice, or done in another tab: it is so, and the page says so.
        return go_to(mine.locale.address(mine.path))
    except RegistrationError as error:
        return _refused(await find(request, services), error)
    services.wake()
    return go_to(mine.locale.address(mine.path, **({"om": str(about)} if about else {})))


async def _do(services: Services, mine: MyPageContext, form: PostedForm) -> UUID | str | None:
    """Do what was asked, and name the one date that it is about, or the calendar.

    What this page never asks is left undone: most likely it comes from an old tab, and what stands is what it needs
    to see.
    """
    pool, caller, own_id = services.pool, mine.caller, mine.registration.id
    if "withdraw" in form:
        ahead = [session.id for session in mine.ahead()]
        session_id = read_uuid(form.text("withdraw"))
        chosen = ahead if form.text("withdraw") in _ALL else [one for one in ahead if one == session_id]
        if chosen:
            await withdraw.withdraw(pool, caller, own_id, session_ids=chosen)
        return session_id
    if "accept" in form:
        session_id = read_uuid(form.text("accept"))
        if mine.session(session_id) is not None and session_id is not None:
            await accept_offer.accept(pool, caller, own_id, session_id=session_id)
        return session_id
    if "take" in form:
        session = mine.session(read_uuid(form.text("take")))
        if session is None:
            return None
        left = mine.sidebar(session)
        wanted = [one.id for one in mine.sessions if mine.holds(one) and one != left]
        if session.id not in wanted:
            await change_dates.change_dates(pool, caller, own_id, session_ids=[*wanted, session.id])
        return session.id
    calendar = form.text("calendar")
    if calendar in get_args(Calendar):
        chosen_calendar: Calendar = msgspec.convert(calendar, Calendar)
        await choose_calendar.choose_calendar(pool, caller, own_id, calendar=chosen_calendar)
        return _CALENDAR
    return None


async def find(request: Asking, services: Services) -> MyPageContext:
    """Everything about the registration that a token names."""
    settings = services.settings
    keys, subject = settings.keys(), read_link(request, services, "r")
    async with reading(services.pool) as conn:
        target = await resolve_link(request, conn, "r", subject, participant.find_registration)
        found, setting = target.named, target.setting
        locale = locale_for(request, setting)
        all_sessions = await sessions.list_after(conn, found.organiser_id, cohort_id=found.cohort_id)
        seats = await participant.list_own_seats(conn, found.organiser_id, found.id)
        asked = await questions.find(
            conn, locale, found.organiser_id, found.cohort_id, asks=setting.asks, registration_id=found.id,
            is_hidden=setting.protected_identity, is_own_page=True, now=times.now(),
        )  # fmt: skip
        now = times.now()
        others = await my_page.list_others(
            conn, found.organiser_id, found.person_id, found.id, today=times.local(now).date()
        )
    return MyPageContext(
        locale=locale,
        path=path_of(request, "r"),
        feed_url=f"{links.url(settings.base_url, 'k', found.id, found.generation, keys)}.ics",
        invitation_path=_invitation_path(services, found),
        registration=found,
        setting=setting,
        sessions=dates.in_time_order(all_sessions),
        seats=seats,
        asked=asked,
        now=now,
        doors={
            one.session_id: f"/j/{links.make('j', one.id, one.generation, keys)}"
            for one in seats.values()
            if one.status == "confirmed"
        },
        others=[(one, f"/r/{links.make('r', one.id, one.generation, keys)}") for one in others],
    )


def _invitation_path(services: Services, found: Registration) -> str | None:
    """Back to one's own invitation while it can be answered; a substitute has none."""
    if found.invitation_id is None or found.invitation_generation is None:
        return None
    if found.invitation_person_id != found.person_id or found.invitation_status == "substituted":
        return None
    last = found.respond_by
    if last is not None and found.invitation_kind == "inbjudan" and times.end_of_day(last) <= times.now():
        return None
    keys = services.settings.keys()
    return f"/i/{links.make('i', found.invitation_id, found.invitation_generation, keys)}"


def stop_where_nothing_is_left(mine: MyPageContext) -> None:
    """Show that all is cancelled, or withdrawn from, instead of what was asked for."""
    if mine.setting.cohort_status == "cancelled":
        raise ShortCircuit(page.cancelled(mine))
    if mine.registration.status == "withdrawn":
        raise ShortCircuit(page.withdrawn(mine))


def _notice(mine: MyPageContext, about: str | None) -> Notice | None:
    """What was just done, told only if it is so: an address can be opened again on another day."""
    texts, own = mine.words.mine, mine.words.own
    if about == _CALENDAR:
        chosen = mine.registration.calendar
        heading = texts.calendar_saved.format(choice=texts.calendars[chosen].title)
        return Notice(heading=heading, text=texts.calendar_saved_texts[chosen])
    was_done = {
        _LANGUAGE: own.language_saved if mine.setting.language_chosen else None,
        _SUBSTITUTE: own.sent if any(seat.is_handed_over for seat in mine.seats.values()) else None,
    }
    if (done_now := was_done.get(about or "")) is not None:
        return Notice(heading=done_now.title, text=done_now.detail)
    return _notice_of_date(mine, about)


def _notice_of_date(mine: MyPageContext, about: str | None) -> Notice | None:
    texts = mine.words.mine
    session = mine.session(read_uuid(about or ""))
    if session is None:
        return None
    seat = mine.seats.get(session.id)
    # What there is to say and to do about an offer stands at the date.
    if seat is None or seat.is_offered or not mine.is_ahead(session):
        return None
    if (no := waiting_list.declined(seat, session, mine.words)) is not None:
        return no
    if seat.status == "withdrawn":
        return Notice(heading=texts.withdrew_one.format(title=session.title), text=texts.withdrew_one_lead)
    if seat.status == "waiting":
        return Notice(heading=texts.took_one_waiting.format(title=session.title), kind="wait")
    return Notice(heading=texts.took_one.format(title=session.title))


def _refused(mine: MyPageContext, error: RegistrationError) -> Response[bytes]:
    stop_where_nothing_is_left(mine)
    texts = explained(error, mine.locale.language)
    notice = Notice(heading=texts.title, text=texts.detail, kind="bad")
    return page.my_page(mine, notice, status=409)
