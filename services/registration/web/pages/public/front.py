"""Pages for everybody: the front page, how personal data is handled, and the accessibility statement."""

from typing import Any, Final

import msgspec
from litestar import Request, Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException

from services.registration.store.transaction import reading
from services.registration.store.views import participant
from services.registration.store.views.participant import Organiser
from services.registration.web.kit.layout import Layout, PageContext, build_layout
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.responses import respond
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import WORDING

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_LONGEST_SLUG: Final = 60

Asking = Request[Any, Any, State]


class FrontPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero


class ProsePage(msgspec.Struct, frozen=True, kw_only=True):
    """A longer text, with a template for each language."""

    layout: Layout
    hero: Hero
    organiser: str


@route("/", http_method=_GET)
async def front(request: Asking) -> Response[bytes]:
    """Says what this is, to whoever comes without a link."""
    language = locale_of(request)
    texts = WORDING[language.language].front
    page = FrontPage(
        layout=build_layout(PageContext(language, None, here="/"), title=texts.heading),
        hero=Hero(heading=texts.heading, leads=(texts.lead,)),
    )
    return respond("front", page, language=language.language)


@route("/{organiser:str}/personuppgifter", http_method=_GET)
async def privacy(request: Asking, services: AppServices) -> Response[bytes]:
    """Who is the controller, what is stored, why, how long, whom to ask."""
    language = locale_of(request)
    texts = WORDING[language.language].front
    return _prose(language, "privacy", await _find(request, services), texts.privacy, "personuppgifter")


@route("/{organiser:str}/tillganglighet", http_method=_GET)
async def accessibility(request: Asking, services: AppServices) -> Response[bytes]:
    """What has been tested, how, and whom to tell of what does not work."""
    language = locale_of(request)
    texts = WORDING[language.language].front
    return _prose(
        language, "accessibility", await _find(request, services), texts.accessibility, "tillganglighet"
    )


async def _find(request: Asking, services: Services) -> Organiser:
    slug = request.path_params["organiser"]
    if len(slug) > _LONGEST_SLUG or "\x00" in slug:
        raise NotFoundException
    async with reading(services.pool) as conn:
        found = await participant.find_organiser(conn, slug)
    if found is None:
        raise NotFoundException
    return found


def _prose(language: Locale, template: str, organiser: Organiser, heading: str, word: str) -> Response[bytes]:
    page = ProsePage(
        layout=build_layout(
            PageContext(language, organiser, here=f"/{organiser.slug}/{word}"), title=heading
        ),
        hero=Hero(heading=heading, kind=organiser.organiser_name),
        organiser=organiser.organiser_name,
    )
    return respond(f"{template}.{language.language}", page, language=language.language)
