"""The front page, the privacy notice and the accessibility statement."""

from datetime import timedelta
from typing import Any, Final

import msgspec
from litestar import Request, Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException

from services.registration.store.transaction import reading
from services.registration.store.views import participant, public
from services.registration.store.views.participant import Organiser
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.responses import headers, respond
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import WORDING
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_LONGEST_SLUG: Final = 60
_VALID: Final = timedelta(days=330)  # the file says until when it is true; at most a year

PageRequest = Request[Any, Any, State]


class OrganiserLinks(msgspec.Struct, frozen=True, kw_only=True):
    """What an organiser has on, and where to ask for a lost link."""

    on: Link
    lost: Link


class FrontPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    organisers: tuple[OrganiserLinks, ...]


class ProsePage(msgspec.Struct, frozen=True, kw_only=True):
    """A longer text, with a template for each language."""

    layout: Layout
    hero: Hero
    organiser: str


class KeepingTimes(msgspec.Struct, frozen=True, kw_only=True):
    """For how many days each kind of data is kept; 0: it is not disposed of by itself."""

    people: int
    enquiries: int
    mails: int
    guests: int
    audit: int


class PrivacyPage(ProsePage, frozen=True, kw_only=True):
    """The privacy notice, with what the operator has set."""

    keep: KeepingTimes
    legal_ground: str
    processors: str | None


@route("/", http_method=_GET)
async def front(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The front page, for visitors without a link: it leads to each organiser, and to lost links."""
    locale = locale_of(request)
    words = WORDING[locale.language]
    texts = words.front
    async with reading(services.pool) as conn:
        organisers = await public.list_organisers(conn)
    page = FrontPage(
        layout=build_layout(PageContext(locale, None, here="/"), title=texts.heading),
        hero=Hero(heading=texts.heading, leads=(texts.lead,)),
        organisers=tuple(
            OrganiserLinks(
                on=Link(organiser.organiser_name, locale.address(f"/{organiser.slug}")),
                lost=Link(words.public.list.lost_button, locale.address(f"/{organiser.slug}/lank")),
            )
            for organiser in organisers
        ),
    )
    return respond("front", page, language=locale.language)


@route("/.well-known/security.txt", http_method=_GET)
async def security_txt(services: AppServices) -> Response[bytes]:
    """Where to report a weakness (RFC 9116); 404 where the operator has said no address."""
    contact = services.settings.security_contact
    if contact is None:
        raise NotFoundException
    expires = times.now().replace(hour=0, minute=0, second=0, microsecond=0) + _VALID
    text = (
        f"Contact: {contact}\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: sv, en\n"
        f"Canonical: {services.settings.base_url}/.well-known/security.txt\n"
    )
    return Response(text.encode(), media_type="text/plain", headers=headers(language="en"))


@route("/{organiser:str}/personuppgifter", http_method=_GET)
async def privacy(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The privacy notice: controller, data, purposes, retention, contact."""
    locale, settings = locale_of(request), services.settings
    texts, organiser = WORDING[locale.language].front, await _find(request, services)
    context = PageContext(locale, organiser, here=f"/{organiser.slug}/personuppgifter")
    page = PrivacyPage(
        layout=build_layout(context, title=texts.privacy),
        hero=Hero(heading=texts.privacy, kind=organiser.organiser_name),
        organiser=organiser.organiser_name,
        keep=KeepingTimes(
            people=settings.keep_people_days,
            enquiries=settings.keep_enquiries_days,
            mails=settings.keep_mail_bytes_days,
            guests=settings.keep_guests_days,
            audit=settings.keep_audit_days,
        ),
        legal_ground=settings.legal_ground,
        processors=settings.processors,
    )
    return respond(f"privacy.{locale.language}", page, language=locale.language)


@route("/{organiser:str}/tillganglighet", http_method=_GET)
async def accessibility(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The accessibility statement: what was tested and how, known faults, contact."""
    locale = locale_of(request)
    texts = WORDING[locale.language].front
    return _prose(
        locale, "accessibility", await _find(request, services), texts.accessibility, "tillganglighet"
    )


async def _find(request: PageRequest, services: Services) -> Organiser:
    slug = request.path_params["organiser"]
    if len(slug) > _LONGEST_SLUG or "\x00" in slug:
        raise NotFoundException
    async with reading(services.pool) as conn:
        organiser = await participant.find_organiser(conn, slug)
    if organiser is None:
        raise NotFoundException
    return organiser


def _prose(locale: Locale, template: str, organiser: Organiser, heading: str, word: str) -> Response[bytes]:
    page = ProsePage(
        layout=build_layout(PageContext(locale, organiser, here=f"/{organiser.slug}/{word}"), title=heading),
        hero=Hero(heading=heading, kind=organiser.organiser_name),
        organiser=organiser.organiser_name,
    )
    return respond(f"{template}.{locale.language}", page, language=locale.language)
