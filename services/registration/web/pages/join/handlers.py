"""`/j/…`, a join link: shows when the meeting opens, asks who joins, notes attendance and redirects to the meeting.

A GET changes nothing, because mail scanners follow links. No CSRF token, see invitation/handlers.py.
"""

from typing import Any, Final

from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.registrations import join_meeting
from services.registration.domain.errors import RegistrationError
from services.registration.domain.form import FieldReader, web_address
from services.registration.store import sessions
from services.registration.store.transaction import reading
from services.registration.store.views import participant
from services.registration.web import callers
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.fields import mistake
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.personal_link import locale_for, path_of, read_link, resolve_link
from services.registration.web.kit.rate_limit import spend, spend_if_posted
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.join import page
from services.registration.web.pages.join.context import JoinContext
from services.registration.web.pages.join.door import door_state
from services.registration.web.services import AppServices, Services
from shared import links, times

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/j/{token:str}", http_method=_GET)
async def show_door(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The page for the present state; when the meeting is open, it asks who joins."""
    context = await _find(request, services)
    state = door_state(context.seat, context.session, context.setting, context.now)
    if state == "early":
        return page.early(context)
    if state != "open":
        return page.not_open(context, state)
    if request.query_params.get("vem") == "annan":
        return page.somebody_else(context)
    # A URL with `inne` can be opened again later, so check that attendance is noted.
    is_checked_in = "inne" in request.query_params and context.seat.attended_at is not None
    return page.open_door(context, is_checked_in=is_checked_in or "gast" in request.query_params)


@post("/j/{token:str}")
async def go_in(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Note attendance, and redirect to the meeting."""
    context = await _find(request, services)
    await spend_if_posted(request, services, context.seat.organiser_id, context.seat.id, context.now)
    if door_state(context.seat, context.session, context.setting, context.now) != "open":
        return go_to(context.locale.address(context.path))
    form = await posted_form.read(request)
    who = form.text("who")
    if who == "guest" and context.setting.forwarding != "personal":
        return await _let_guest_in(request, services, context, form)
    if who not in {"me", "here"}:
        return go_to(
            context.locale.address(context.path, vem="annan") if who else context.locale.address(context.path)
        )
    try:
        meeting = await join_meeting.join(services.pool, context.caller, context.seat.id)
    except RegistrationError:
        # Cancelled, withdrawn or moved in the meantime: the page says which.
        return go_to(context.locale.address(context.path))
    services.wake()
    checked_in = context.locale.address(context.path, inne="1")
    return go_to(checked_in if who == "here" else _leads_to(meeting) or checked_in)


async def _let_guest_in(
    request: PageRequest, services: Services, context: JoinContext, form: PostedForm
) -> Response[bytes]:
    reader = FieldReader(form.values())
    name = reader.name("guest_name")
    if reader.errors:
        mistakes = tuple(mistake(error, context.words) for error in reader.errors)
        return page.somebody_else(context, form, mistakes)
    await spend(request, services, context.seat.organiser_id, "guests", context.seat.id, now=context.now)
    try:
        meeting = await join_meeting.join_as_guest(
            services.pool,
            callers.visitor(context.seat.organiser_id, now=context.now, language=context.locale.language),
            context.seat.id,
            name=name,
        )
    except RegistrationError:
        return go_to(context.locale.address(context.path))
    services.wake()
    return go_to(_leads_to(meeting) or context.locale.address(context.path, gast="1"))


def _leads_to(meeting: str | None) -> str | None:
    """The meeting's address as a header takes it; one that was stored by an earlier release may hold any letter."""
    return web_address(meeting) if meeting is not None else None


async def _find(request: PageRequest, services: Services) -> JoinContext:
    """The data of the seat that the token names; ends the request if the link is not valid (`ShortCircuit`)."""
    keys, subject = services.settings.keys(), read_link(request, services, "j")
    async with reading(services.pool) as conn:
        target = await resolve_link(request, conn, "j", subject, participant.find_seat)
        seat, setting = target.named, target.setting
        session = await sessions.get(conn, seat.organiser_id, seat.session_id)
    return JoinContext(
        locale=locale_for(request, setting),
        path=path_of(request, "j"),
        my_path=f"/r/{links.make('r', seat.registration_id, seat.registration_generation, keys)}",
        seat=seat,
        session=session,
        setting=setting,
        now=times.now(),
    )
