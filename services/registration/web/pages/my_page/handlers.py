"""`/r/…`, a participant's own page: dates, withdrawal, taking a date, calendar. No CSRF token, see invitation/handlers.py."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.directory.choose_language import choose_language
from services.registration.actions.registrations import (
    take_back,
)
from services.registration.domain.errors import AlreadyWithdrawn, RegistrationError
from services.registration.domain.sessions.session import is_closed
from services.registration.store import sessions, substitutes
from services.registration.store.transaction import reading
from services.registration.store.views import my_page, participant
from services.registration.store.views.participant import Registration
from services.registration.web.kit import dates
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.parts import Notice
from services.registration.web.kit.personal_link import locale_for, path_of, read_link, resolve_link
from services.registration.web.kit.rate_limit import spend, spend_if_posted
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page import ended, page, pressed, unconfirmed
from services.registration.web.pages.my_page.answers_shown import saved
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.done import done
from services.registration.web.pages.my_page.notices import TAKEN_BACK, done_notice
from services.registration.web.pages.questions import form as question_form
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import explained
from shared import links, times

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/r/{token:str}", http_method=_GET)
async def show_registration(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The dates, or the confirmation before a withdrawal; a GET changes nothing."""
    context = await find(request, services)
    require_active(context)
    if (withdraw_from := request.query_params.get("avanmal")) is not None:
        if withdraw_from in pressed.ALL and context.ahead():
            return page.confirm_withdrawal(context, None)
        session = context.session_by_id_end(withdraw_from)
        if session is not None and session in context.ahead():
            return page.confirm_withdrawal(context, session)
    if "ny" in request.query_params and context.ahead():
        return done(context)
    about = request.query_params.get("om")
    return page.my_page(context, saved(context, about) or done_notice(context, about))


@post("/r/{token:str}")
async def change_registration(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Withdraw from one date or all, take a date, accept an offered seat, or choose how dates reach the calendar."""
    context = await find(request, services, is_unconfirmed_too=True)
    form = await posted_form.read(request)
    if unconfirmed.CONFIRM in form:
        require_active(context)
        answer = await unconfirmed.press(services, context)
        await _keep_language(services, context)
        return answer
    await _require_confirmed(services, context, status=409)
    if "calendar" in form:
        registration = context.registration
        await spend(
            request, services, registration.organiser_id, "calendar", registration.id, now=context.now
        )
    taken_id = read_uuid(form.text("take"))
    if "take_back" in form or taken_id in context.given:
        # Taking a date that a substitute has is taking it back: never do both come.
        session_id = read_uuid(form.text("take_back")) or taken_id
        return await _take_back(request, services, context, session_id)
    require_active(context)
    try:
        about = await pressed.apply(services, context, form)
    except AlreadyWithdrawn:
        # Posted twice, or withdrawn in another tab: the page shows the result.
        return go_to(context.locale.address(context.path))
    except RegistrationError as error:
        return _error_page(await find(request, services), error)
    await _keep_language(services, context)
    services.wake()
    return go_to(context.locale.address(context.path, **({"om": str(about)} if about else {})))


async def _keep_language(services: Services, context: MyPageContext) -> None:
    """A language chosen on a page on which something is done becomes that of the person's mails."""
    if context.locale.chosen and context.locale.language != context.setting.person_language:
        person_id = context.registration.person_id
        await choose_language(services.pool, context.caller, person_id, context.locale.language)


async def _take_back(
    request: PageRequest, services: Services, context: MyPageContext, session_id: UUID | None
) -> Response[bytes]:
    """Take one seat or (None) all back from substitutes; also where a registration has given all away."""
    registration = context.registration
    try:
        receiver = await take_back.take_back(
            services.pool,
            context.caller,
            cohort_id=registration.cohort_id,
            person_id=registration.person_id,
            session_ids=None if session_id is None else [session_id],
        )
    except RegistrationError as error:
        return _error_page(await find(request, services), error)
    services.wake()
    path = context.path if receiver == registration.id else path_to(services, receiver, generation=1)
    return go_to(context.locale.address(path, om=TAKEN_BACK))


def path_to(services: Services, registration_id: UUID, *, generation: int) -> str:
    """The path of a registration's page."""
    return f"/r/{links.make('r', registration_id, generation, services.settings.keys())}"


async def find(
    request: PageRequest,
    services: Services,
    *,
    is_after_end_too: bool = False,
    is_unconfirmed_too: bool = False,
) -> MyPageContext:
    """The data of the registration that the token names; ends the request if the link is not valid (`ShortCircuit`).

    A while after the last session the page is closed, but for what `is_after_end_too`. A registration that nobody has confirmed has
    one page, in the place of all but what `is_unconfirmed_too`.
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
        given = await substitutes.list_given(
            conn, registration.organiser_id, registration.cohort_id, registration.person_id
        )
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
        given={seat.session_id: seat for seat in given},
        questions=questions,
        now=now,
        join_paths={
            seat.session_id: f"/j/{links.make('j', seat.id, seat.generation, keys)}"
            for seat in seats.values()
            if seat.status == "confirmed"
        },
        other_registrations=[
            (other, path_to(services, other.id, generation=other.generation))
            for other in others
            if other.cohort_id != registration.cohort_id
        ],
        present_path=next(
            (
                path_to(services, other.id, generation=other.generation)
                for other in others
                if other.cohort_id == registration.cohort_id
            ),
            None,
        ),
    )
    if not is_after_end_too and is_closed(context.sessions, now):
        raise ShortCircuit(ended.ended(context))
    if not (is_after_end_too or is_unconfirmed_too):
        await _require_confirmed(services, context, status=200 if request.method in _GET else 409)
    return context


async def _require_confirmed(services: Services, context: MyPageContext, *, status: int) -> None:
    """End the request with the page that asks to confirm, if the registration does not count yet (`ShortCircuit`)."""
    if context.registration.confirm_until is not None:
        require_active(context)
        raise ShortCircuit(await unconfirmed.page(services, context, status=status))


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
        raise ShortCircuit(ended.cancelled(context))
    if context.registration.status == "withdrawn":
        if context.present_path is not None:
            # The person has come back since, with a registration of its own.
            raise ShortCircuit(go_to(context.locale.address(context.present_path)))
        raise ShortCircuit(ended.withdrawn(context))


def _error_page(context: MyPageContext, error: RegistrationError) -> Response[bytes]:
    require_active(context)
    texts = explained(error, context.locale.language)
    notice = Notice(heading=texts.title, text=texts.detail, kind="bad")
    return page.my_page(context, notice, status=409)
