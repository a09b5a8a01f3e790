"""`/{organiser}`: the published cohorts as a page, as a list to embed, and as a calendar feed."""

from typing import Final

from litestar import Response, route
from litestar.enums import HttpMethod

from services.registration.domain.form import is_clean
from services.registration.store.transaction import reading
from services.registration.store.views import public
from services.registration.store.views.public import PublicContact, PublicOrganiser
from services.registration.web.kit.locale import locale_of
from services.registration.web.pages.public.cohort_card import CohortCard, cohort_cards
from services.registration.web.pages.public.feeds import calendar, organiser_feed
from services.registration.web.pages.public.listing import embedded_page, list_page
from services.registration.web.pages.public.organiser import (
    PageRequest,
    contact_details,
    find_host,
    respond_public,
)
from services.registration.web.services import AppServices, Services
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_LONGEST_FORM: Final = 60


@route("/{organiser:str}", http_method=_GET)
async def show_what_is_on(request: PageRequest, services: AppServices) -> Response[bytes]:
    """All published cohorts, by term; `?form=` filters by form of session, `?efter=` skips that many."""
    host, cards, contact = await _find(request, services)
    form = request.query_params.get("form", "")
    offset = request.query_params.get("efter", "")
    locale = locale_of(request)
    page = list_page(
        host,
        cards,
        locale,
        contact=contact_details(contact),
        form=form if len(form) <= _LONGEST_FORM and is_clean(form) else "",
        offset=int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 5 else 0,
    )
    return respond_public("public", page, locale)


@route("/{organiser:str}/embed", http_method=_GET)
async def show_embedded(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The list alone, which any site may embed in a frame; links open outside the frame."""
    host, cards, _ = await _find(request, services)
    locale = locale_of(request)
    return respond_public("embedded", embedded_page(host, cards, locale), locale, embedded=True)


@route("/{organiser:str}/kalender.ics", http_method=_GET)
async def show_calendar(request: PageRequest, services: AppServices) -> Response[bytes]:
    """All published sessions as a calendar feed."""
    host, cards, _ = await _find(request, services)
    file = organiser_feed(
        host,
        [(card.cohort, card.sessions) for card in cards],
        base_url=services.settings.base_url,
        language=locale_of(request).language,
    )
    return calendar(request, file)


async def _find(
    request: PageRequest, services: Services
) -> tuple[PublicOrganiser, list[CohortCard], PublicContact | None]:
    async with reading(services.pool) as conn:
        host = await find_host(conn, request)
        cohorts = await public.list_cohorts(conn, host.id)
        sessions = await public.list_sessions(conn, host.id, [cohort.id for cohort in cohorts])
        contact = await public.find_contact(conn, host.id)
    return host, cohort_cards(cohorts, sessions, times.now()), contact
