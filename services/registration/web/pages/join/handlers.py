"""`/j/…`, to the meeting: says when the doors open, asks who comes, notes it and leads there.

A GET changes nothing: mail scanners follow links. No CSRF field, as in invitation.py.
"""

from typing import Any, Final

from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.registrations import join_meeting
from services.registration.domain.errors import RegistrationError
from services.registration.domain.form import FieldReader
from services.registration.store import sessions
from services.registration.store.transaction import reading
from services.registration.store.views import participant
from services.registration.web import callers
from services.registration.web.kit import posted_form
from services.registration.web.kit.fields import mistake
from services.registration.web.kit.personal_link import locale_for, path_of, read_link, resolve_link
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.join import page
from services.registration.web.pages.join.context import JoinContext
from services.registration.web.pages.join.door import door
from services.registration.web.services import AppServices, Services
from shared import links, times

Asking = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/j/{token:str}", http_method=_GET)
async def show_door(request: Asking, services: AppServices) -> Response[bytes]:
    """Too early, open, or too late; who comes is asked when it is open."""
    it = await _find(request, services)
    stands = door(it.seat, it.session, it.setting, it.now)
    if stands == "early":
        return page.early(it)
    if stands != "open":
        return page.shut(it, stands)
    if request.query_params.get("vem") == "annan":
        return page.somebody_else(it)
    # An address with `inne` can be opened on another day: it is believed only if it is so.
    is_in = "inne" in request.query_params and it.seat.attended_at is not None
    return page.open_door(it, is_in=is_in or "gast" in request.query_params)


@post("/j/{token:str}")
async def go_in(request: Asking, services: AppServices) -> Response[bytes]:
    """Note who came, and lead to the meeting."""
    it = await _find(request, services)
    if door(it.seat, it.session, it.setting, it.now) != "open":
        return go_to(it.locale.address(it.path))
    form = await posted_form.read(request)
    who = form.text("who")
    if who == "guest" and it.setting.forwarding != "personal":
        return await _let_guest_in(services, it, form)
    if who not in {"me", "here"}:
        return go_to(it.locale.address(it.path, vem="annan") if who else it.locale.address(it.path))
    try:
        meeting = await join_meeting.join(services.pool, it.caller, it.seat.id)
    except RegistrationError:
        # Cancelled, withdrawn or moved this very moment: the page says which.
        return go_to(it.locale.address(it.path))
    services.wake()
    checked_in = it.locale.address(it.path, inne="1")
    return go_to(checked_in if who == "here" else meeting or checked_in)


async def _let_guest_in(services: Services, it: JoinContext, form: PostedForm) -> Response[bytes]:
    reader = FieldReader(form.values())
    name = reader.name("guest_name")
    if reader.errors:
        mistakes = tuple(mistake(error, it.words) for error in reader.errors)
        return page.somebody_else(it, form, mistakes)
    try:
        meeting = await join_meeting.join_as_guest(
            services.pool,
            callers.visitor(it.seat.organiser_id, now=it.now, language=it.locale.language),
            it.seat.id,
            name=name,
        )
    except RegistrationError:
        return go_to(it.locale.address(it.path))
    services.wake()
    return go_to(meeting or it.locale.address(it.path, gast="1"))


async def _find(request: Asking, services: Services) -> JoinContext:
    """Everything about the seat that a token names."""
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
