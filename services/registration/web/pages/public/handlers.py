"""`/{organiser}`: what is on, as a page, as a list for another site, and as a calendar."""

from typing import Final

from litestar import Response, route
from litestar.enums import HttpMethod

from services.registration.domain.form import is_clean
from services.registration.store.transaction import reading
from services.registration.store.views import public
from services.registration.store.views.public import PublicContact, PublicOrganiser
from services.registration.web.kit.locale import locale_of
from services.registration.web.pages.public.cohort_card import CohortCard, rounds
from services.registration.web.pages.public.feeds import calendar, organiser_feed
from services.registration.web.pages.public.listing import embedded_page, list_page
from services.registration.web.pages.public.organiser import Asking, asked_of, find_host, show
from services.registration.web.services import AppServices, Services
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_LONGEST_FORM: Final = 60


@route("/{organiser:str}", http_method=_GET)
async def show_what_is_on(request: Asking, services: AppServices) -> Response[bytes]:
    """All published cohorts, by term; `?form=` chooses one form of session."""
    host, found, contact = await _find(request, services)
    form = request.query_params.get("form", "")
    begin = request.query_params.get("efter", "")
    language = locale_of(request)
    page = list_page(
        host,
        found,
        language,
        asked=asked_of(contact),
        form=form if len(form) <= _LONGEST_FORM and is_clean(form) else "",
        begin=int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 5 else 0,
    )
    return show("public", page, language)


@route("/{organiser:str}/embed", http_method=_GET)
async def show_embedded(request: Asking, services: AppServices) -> Response[bytes]:
    """The list alone, which any site may show in a frame; its links open outside it."""
    host, found, _ = await _find(request, services)
    language = locale_of(request)
    return show("embedded", embedded_page(host, found, language), language, embedded=True)


@route("/{organiser:str}/kalender.ics", http_method=_GET)
async def show_calendar(request: Asking, services: AppServices) -> Response[bytes]:
    """Every published date, to subscribe to."""
    host, found, _ = await _find(request, services)
    file = organiser_feed(
        host,
        [(one.cohort, one.sessions) for one in found],
        base_url=services.settings.base_url,
        language=locale_of(request).language,
        now=times.now(),
    )
    return calendar(file)


async def _find(
    request: Asking, services: Services
) -> tuple[PublicOrganiser, list[CohortCard], PublicContact | None]:
    async with reading(services.pool) as conn:
        host = await find_host(conn, request)
        cohorts = await public.list_cohorts(conn, host.id)
        sessions = await public.list_sessions(conn, host.id, [one.id for one in cohorts])
        contact = await public.find_contact(conn, host.id)
    return host, rounds(cohorts, sessions, times.now()), contact
