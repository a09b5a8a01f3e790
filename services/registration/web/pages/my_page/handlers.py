"""`/r/…`, a participant's own page: dates, withdrawal, taking a date, calendar. No CSRF token, see invitation/handlers.py."""

from typing import Any, Final, get_args
from uuid import UUID

import msgspec
from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.registrations import accept_offer, change_dates, choose_calendar, withdraw
from services.registration.domain.errors import AlreadyWithdrawn, RegistrationError
from services.registration.domain.session import is_closed
from services.registration.store import sessions
from services.registration.store.transaction import reading
from services.registration.store.views import my_page, participant
from services.registration.store.views.participant import Registration
from services.registration.web.kit import dates, posted_form
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.parts import Notice
from services.registration.web.kit.personal_link import locale_for, path_of, read_link, resolve_link
from services.registration.web.kit.posted_form import PostedForm, read_uuid
from services.registration.web.kit.rate_limit import spend, spend_if_posted
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page import page, waiting_list
from services.registration.web.pages.my_page.answers_shown import saved
from services.registration.web.pages.my_page.dates import MyPageContext
from services.registration.web.pages.my_page.done import done
from services.registration.web.pages.questions import form as question_form
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import explained
from shared import links, times
from shared.events import Calendar

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_ALL: Final = ("all", "alla")
_CALENDAR: Final = "kalender"
_LANGUAGE: Final = "sprak"
_SUBSTITUTE: Final = "ersattare"


@route("/r/{token:str}", http_method=_GET)
async def show_registration(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The dates, or the confirmation before a withdrawal; a GET changes nothing."""
    context = await find(request, services)
    require_active(context)
    if (withdraw_from := request.query_params.get("avanmal")) is not None:
        if withdraw_from in _ALL and context.ahead():
            return page.confirm_withdrawal(context, None)
        session = context.session_by_id_end(withdraw_from)
        if session is not None and session in context.ahead():
            return page.confirm_withdrawal(context, session)
    if "ny" in request.query_params and context.ahead():
        return done(context)
    about = request.query_params.get("om")
    return page.my_page(context, saved(context, about) or _notice(context, about))


@post("/r/{token:str}")
async def change_registration(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Withdraw from one date or all, take a date, accept an offered seat, or choose how dates reach the calendar."""
    context = await find(request, services)
    require_active(context)
    form = await posted_form.read(request)
    if "calendar" in form:
        registration = context.registration
        await spend(
            request, services, registration.organiser_id, "calendar", registration.id, now=context.now
        )
    try:
        about = await _apply(services, context, form)
    except AlreadyWithdrawn:
        # Posted twice, or withdrawn in another tab: the page shows the result.
        return go_to(context.locale.address(context.path))
    except RegistrationError as error:
        return _error_page(await find(request, services), error)
    services.wake()
    return go_to(context.locale.address(context.path, **({"om": str(about)} if about else {})))


async def _apply(services: Services, context: MyPageContext, form: PostedForm) -> UUID | str | None:
    """Carry out the posted action; returns what the notice is about: a session id or the calendar, else None.

    An action that the page does not offer is ignored: it probably comes from an old tab, which then shows the present
    state.
    """
    pool, caller, registration_id = services.pool, context.caller, context.registration.id
    if "withdraw" in form:
        ahead = [session.id for session in context.ahead()]
        session_id = read_uuid(form.text("withdraw"))
        chosen = (
            ahead
            if form.text("withdraw") in _ALL
            else [ahead_id for ahead_id in ahead if ahead_id == session_id]
        )
        if chosen:
            await withdraw.withdraw(pool, caller, registration_id, session_ids=chosen)
        return session_id
    if "accept" in form:
        session_id = read_uuid(form.text("accept"))
        if context.session(session_id) is not None and session_id is not None:
            await accept_offer.accept(pool, caller, registration_id, session_id=session_id)
        return session_id
    if "take" in form:
        session = context.session(read_uuid(form.text("take")))
        if session is None:
            return None
        parallel = context.parallel_session(session)
        session_ids = [other.id for other in context.sessions if context.seat_in(other) and other != parallel]
        if session.id not in session_ids:
            await change_dates.change_dates(
                pool, caller, registration_id, session_ids=[*session_ids, session.id]
            )
        return session.id
    calendar = form.text("calendar")
    if calendar in get_args(Calendar):
        chosen_calendar: Calendar = msgspec.convert(calendar, Calendar)
        await choose_calendar.choose_calendar(pool, caller, registration_id, calendar=chosen_calendar)
        return _CALENDAR
    return None


async def find(request: PageRequest, services: Services, *, is_after_end_too: bool = False) -> MyPageContext:
    """The data of the registration that the token names; ends the request if the link is not valid (`ShortCircuit`).

    A while after the last session the page is closed, but for what `is_after_end_too`.
    """
    settings = services.settings
    keys, subject = settings.keys(), read_link(request, services, "r")
    async with reading(services.pool) as conn:
        target = await resolve_link(request, conn, "r", subject, participant.find_registration)
        registration, setting = target.named, target.setting
    await spend_if_posted(request, services, registration.organiser_id, registration.id, times.now())
    async with reading(services.pool) as conn:
        locale = locale_for(request, setting)
        all_sessions = await sessions.list_after(
            conn, registration.organiser_id, cohort_id=registration.cohort_id
        )
        seats = await participant.list_own_seats(conn, registration.organiser_id, registration.id)
        questions = await question_form.find(
            conn, locale, registration.organiser_id, registration.cohort_id, asks=setting.asks, registration_id=registration.id,
            is_hidden=setting.protected_identity, now=times.now(),
        )  # fmt: skip
        now = times.now()
        others = await my_page.list_others(
            conn,
            registration.organiser_id,
            registration.person_id,
            registration.id,
            today=times.local(now).date(),
        )
    context = MyPageContext(
        locale=locale,
        path=path_of(request, "r"),
        feed_url=f"{links.url(settings.base_url, 'k', registration.person_id, registration.feed_generation, keys)}.ics",
        invitation_path=_invitation_path(services, registration),
        registration=registration,
        setting=setting,
        sessions=dates.in_time_order(all_sessions),
        seats=seats,
        questions=questions,
        now=now,
        join_paths={
            seat.session_id: f"/j/{links.make('j', seat.id, seat.generation, keys)}"
            for seat in seats.values()
            if seat.status == "confirmed"
        },
        other_registrations=[
            (other, f"/r/{links.make('r', other.id, other.generation, keys)}") for other in others
        ],
    )
    if not is_after_end_too and is_closed(context.sessions, now):
        raise ShortCircuit(page.ended(context))
    return context


def _invitation_path(services: Services, registration: Registration) -> str | None:
    """The path of the person's invitation while it can be answered, else None; a substitute has none."""
    if registration.invitation_id is None or registration.invitation_generation is None:
        return None
    if (
        registration.invitation_person_id != registration.person_id
        or registration.invitation_status == "substituted"
    ):
        return None
    last = registration.respond_by
    if (
        last is not None
        and registration.invitation_kind == "inbjudan"
        and times.end_of_day(last) <= times.now()
    ):
        return None
    keys = services.settings.keys()
    return f"/i/{links.make('i', registration.invitation_id, registration.invitation_generation, keys)}"


def require_active(context: MyPageContext) -> None:
    """End the request with a page if the cohort is cancelled or the person has withdrawn (`ShortCircuit`)."""
    if context.setting.cohort_status == "cancelled":
        raise ShortCircuit(page.cancelled(context))
    if context.registration.status == "withdrawn":
        raise ShortCircuit(page.withdrawn(context))


def _notice(context: MyPageContext, about: str | None) -> Notice | None:
    """The notice about what was just done; only if it is still true, since the URL can be opened again later."""
    texts, own = context.words.mine, context.words.own
    if about == _CALENDAR:
        chosen = context.registration.calendar
        heading = texts.calendar_saved.format(choice=texts.calendars[chosen].title)
        return Notice(heading=heading, text=texts.calendar_saved_texts[chosen])
    notices = {
        _LANGUAGE: own.language_saved if context.setting.language_chosen else None,
        _SUBSTITUTE: own.sent if any(seat.is_handed_over for seat in context.seats.values()) else None,
    }
    if (notice := notices.get(about or "")) is not None:
        return Notice(heading=notice.title, text=notice.detail)
    return _notice_of_date(context, about)


def _notice_of_date(context: MyPageContext, about: str | None) -> Notice | None:
    texts = context.words.mine
    session = context.session(read_uuid(about or ""))
    if session is None:
        return None
    seat = context.seats.get(session.id)
    # An offer is shown at its date, with its actions.
    if seat is None or seat.is_offered or not context.is_ahead(session):
        return None
    if (declined_notice := waiting_list.declined(seat, session, context.words)) is not None:
        return declined_notice
    if seat.status == "withdrawn":
        return Notice(heading=texts.withdrew_one.format(title=session.title), text=texts.withdrew_one_lead)
    if seat.status == "waiting":
        return Notice(heading=texts.took_one_waiting.format(title=session.title), kind="wait")
    return Notice(heading=texts.took_one.format(title=session.title))


def _error_page(context: MyPageContext, error: RegistrationError) -> Response[bytes]:
    require_active(context)
    texts = explained(error, context.locale.language)
    notice = Notice(heading=texts.title, text=texts.detail, kind="bad")
    return page.my_page(context, notice, status=409)
