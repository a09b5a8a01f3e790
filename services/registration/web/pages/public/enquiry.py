"""`/{organiser}/forfragan`: an enquiry to the organiser to arrange something."""

from collections.abc import Sequence
from typing import Final

import msgspec
from litestar import Response, post, route
from litestar.enums import HttpMethod

from services.registration.actions.public.enquire import enquire
from services.registration.domain.enquiry import read_enquiry
from services.registration.store.views.public import PublicOrganiser
from services.registration.web import callers
from services.registration.web.kit import message
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled, mistake, summary
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.layout import ContactDetails, Layout, Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.rate_limit import enforce_rate_limit, spend_for_addresses
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.public.organiser import PageRequest, host_and_contact, respond_public
from services.registration.web.services import AppServices
from services.registration.web.wording import WORDING, Wording
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


class EnquiryPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    summary: ErrorSummary | None
    what: tuple[Field, ...]
    who: tuple[Field, ...]


@route("/{organiser:str}/forfragan", http_method=_GET)
async def show_enquiry(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The form, or the page after it was sent."""
    (host, contact), locale = await host_and_contact(request, services), locale_of(request)
    return _sent(host, contact, locale) if "skickat" in request.query_params else _page(host, contact, locale)


@post("/{organiser:str}/forfragan")
async def send_enquiry(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Store the enquiry, which is mailed to the organiser's contact."""
    (host, contact), locale = await host_and_contact(request, services), locale_of(request)
    form = await posted_form.read(request)
    words, now = WORDING[locale.language], times.now()
    enquiry_form = read_enquiry(form.values(), locale.language)
    if isinstance(enquiry_form, list):
        return _page(host, contact, locale, form, [mistake(error, words) for error in enquiry_form])
    await enforce_rate_limit(request, services, host.id, now)
    await spend_for_addresses(request, services, host.id, [enquiry_form.email], now=now)
    await enquire(services.pool, callers.visitor(host.id, now=now, language=locale.language), enquiry_form)
    services.wake()
    return go_to(locale.address(_path(host), skickat="1"))


def _path(host: PublicOrganiser) -> str:
    return f"/{host.slug}/forfragan"


def _page(
    host: PublicOrganiser,
    contact: ContactDetails | None,
    locale: Locale,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
) -> Response[bytes]:
    words = WORDING[locale.language]
    sentences = words.public.enquiry
    page = EnquiryPage(
        layout=build_layout(
            PageContext(
                locale,
                host,
                here=_path(host),
                contact=contact,
                ask=words.public.list.ask_us,
                more_links=(Link(words.public.cohort.to_the_list, locale.address(f"/{host.slug}")),),
            ),
            title=sentences.heading,
            is_error=bool(mistakes),
        ),
        hero=Hero(heading=sentences.heading, leads=(sentences.lead,)),
        action=locale.address(_path(host)),
        summary=summary(mistakes, words),
        what=filled(_what(words), words, form, mistakes),
        who=filled(_who(words), words, form, mistakes),
    )
    return respond_public("enquiry", page, locale, status=422 if mistakes else 200)


def _what(words: Wording) -> tuple[Field, ...]:
    sentences = words.public.enquiry
    return (
        Field(name="subject", label=sentences.what, hint=sentences.what_hint, is_required=True),
        Field(name="audience", label=sentences.audience),
        Field(name="people", label=sentences.people, hint=sentences.people_hint),
        Field(name="wanted_when", label=sentences.wanted_when, hint=sentences.wanted_when_hint),
        Field(name="message", label=sentences.message, kind="long"),
    )


def _who(words: Wording) -> tuple[Field, ...]:
    sentences = words.public.enquiry
    return (
        Field(
            name="organisation", label=sentences.organisation, autocomplete="organization", is_required=True
        ),
        Field(name="name", label=sentences.name, autocomplete="name", is_required=True),
        Field(name="email", label=sentences.email, kind="email", autocomplete="email", is_required=True),
        Field(name="reference", label=sentences.reference, hint=sentences.reference_hint),
    )


def _sent(host: PublicOrganiser, contact: ContactDetails | None, locale: Locale) -> Response[bytes]:
    words = WORDING[locale.language]
    sentences = words.public.enquiry
    return message.message(
        PageContext(
            locale,
            host,
            here=_path(host),
            query={"skickat": "1"},
            contact=contact,
            ask=words.public.list.ask_us,
        ),
        status=200,
        heading=sentences.sent,
        leads=(sentences.sent_lead,),
        texts=(sentences.sent_more,),
        link=Link(words.public.cohort.to_the_list, locale.address(f"/{host.slug}")),
    )
