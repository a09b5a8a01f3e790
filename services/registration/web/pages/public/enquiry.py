"""`/{organiser}/forfragan`: somebody asks the organiser to arrange something."""

from collections.abc import Sequence
from typing import Final

import msgspec
from litestar import Response, post, route
from litestar.enums import HttpMethod

from services.registration.actions.public.enquire import enquire
from services.registration.domain.enquiry import read_enquiry
from services.registration.store.views.public import PublicOrganiser
from services.registration.web import callers
from services.registration.web.kit import message, posted_form
from services.registration.web.kit.fields import ErrorSummary, Field, Mistake, filled, mistake, summary
from services.registration.web.kit.layout import ContactDetails, Layout, Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.kit.rate_limit import enforce_rate_limit
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.public.organiser import Asking, host_of, show
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
async def show_enquiry(request: Asking, services: AppServices) -> Response[bytes]:
    """The form, or that it has been sent."""
    (host, asked), language = await host_of(request, services), locale_of(request)
    return _sent(host, asked, language) if "skickat" in request.query_params else _page(host, asked, language)


@post("/{organiser:str}/forfragan")
async def send_enquiry(request: Asking, services: AppServices) -> Response[bytes]:
    """Store it, and let the one who answers for the organiser read it."""
    (host, asked), language = await host_of(request, services), locale_of(request)
    form = await posted_form.read(request)
    words, now = WORDING[language.language], times.now()
    read = read_enquiry(form.values(), language.language)
    if isinstance(read, list):
        return _page(host, asked, language, form, [mistake(error, words) for error in read])
    await enforce_rate_limit(request, services, host.id, now)
    await enquire(services.pool, callers.visitor(host.id, now=now, language=language.language), read)
    services.wake()
    return go_to(language.address(_path(host), skickat="1"))


def _path(host: PublicOrganiser) -> str:
    return f"/{host.slug}/forfragan"


def _page(
    host: PublicOrganiser,
    asked: ContactDetails | None,
    language: Locale,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
) -> Response[bytes]:
    words = WORDING[language.language]
    sentences = words.public.enquiry
    page = EnquiryPage(
        layout=build_layout(
            PageContext(
                language,
                host,
                here=_path(host),
                contact=asked,
                ask=words.public.list.ask_us,
                more_links=(Link(words.public.cohort.to_the_list, language.address(f"/{host.slug}")),),
            ),
            title=sentences.heading,
            is_error=bool(mistakes),
        ),
        hero=Hero(heading=sentences.heading, leads=(sentences.lead,)),
        action=language.address(_path(host)),
        summary=summary(mistakes, words),
        what=filled(_what(words), words, form, mistakes),
        who=filled(_who(words), words, form, mistakes),
    )
    return show("enquiry", page, language, status=422 if mistakes else 200)


def _what(words: Wording) -> tuple[Field, ...]:
    sentences = words.public.enquiry
    return (
        Field(name="subject", label=sentences.what, hint=sentences.what_hint, is_required=True),
        Field(name="audience", label=sentences.audience),
        Field(name="people", label=sentences.people),
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


def _sent(host: PublicOrganiser, asked: ContactDetails | None, language: Locale) -> Response[bytes]:
    words = WORDING[language.language]
    sentences = words.public.enquiry
    return message.message(
        PageContext(
            language,
            host,
            here=_path(host),
            query={"skickat": "1"},
            contact=asked,
            ask=words.public.list.ask_us,
        ),
        status=200,
        heading=sentences.sent,
        leads=(sentences.sent_lead,),
        texts=(sentences.sent_more,),
        link=Link(words.public.cohort.to_the_list, language.address(f"/{host.slug}")),
    )
