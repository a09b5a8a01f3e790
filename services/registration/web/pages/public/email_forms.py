"""`/{organiser}/bevaka` and `/{organiser}/lank`: one field, an address; what we know of it is never told here."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from litestar import Response, post, route
from litestar.enums import HttpMethod

from services.registration.actions.public.subscribe_to_opening import watch
from services.registration.actions.registrations.send_link import send_links
from services.registration.domain.form import FieldReader
from services.registration.store.transaction import reading
from services.registration.store.views import public
from services.registration.store.views.public import PublicOrganiser, WatchedProgramme
from services.registration.web import callers
from services.registration.web.kit import message, posted_form
from services.registration.web.kit.fields import ErrorSummary, Field, Mistake, filled, mistake, summary
from services.registration.web.kit.layout import ContactDetails, Layout, Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.posted_form import PostedForm, read_uuid
from services.registration.web.kit.rate_limit import enforce_rate_limit
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.public.organiser import Asking, host_of, show
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import WORDING, Wording
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]

What = Literal["bevaka", "lank"]


class AddressPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    summary: ErrorSummary | None
    field: Field
    button: str
    kept: str


class EmailFormContext(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, of whom; `programme` where one is waited for."""

    what: What
    host: PublicOrganiser
    asked: ContactDetails | None
    locale: Locale
    programme: WatchedProgramme | None = None

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    def address(self, **query: str) -> str:
        about = {"program": str(self.programme.id)} if self.programme else {}
        return self.locale.address(f"/{self.host.slug}/{self.what}", **about, **query)


@route("/{organiser:str}/bevaka", http_method=_GET)
async def show_watch(request: Asking, services: AppServices) -> Response[bytes]:
    return _shown(request, await _wanted(request, services, "bevaka"))


@post("/{organiser:str}/bevaka")
async def start_watching(request: Asking, services: AppServices) -> Response[bytes]:
    """Keep an address until registration opens."""
    return await _take(request, services, await _wanted(request, services, "bevaka"))


@route("/{organiser:str}/lank", http_method=_GET)
async def show_lost_link(request: Asking, services: AppServices) -> Response[bytes]:
    return _shown(request, await _wanted(request, services, "lank"))


@post("/{organiser:str}/lank")
async def send_lost_link(request: Asking, services: AppServices) -> Response[bytes]:
    """Mail one's links again, to the address that has them."""
    return await _take(request, services, await _wanted(request, services, "lank"))


async def _wanted(request: Asking, services: Services, what: What) -> EmailFormContext:
    host, asked = await host_of(request, services)
    programme = None
    if what == "bevaka" and (programme_id := read_uuid(request.query_params.get("program", ""))):
        async with reading(services.pool) as conn:
            programme = await public.find_watched(conn, host.id, programme_id)
    return EmailFormContext(what=what, host=host, asked=asked, locale=locale_of(request), programme=programme)


def _shown(request: Asking, it: EmailFormContext) -> Response[bytes]:
    return _sent(it) if "skickat" in request.query_params else _page(it)


async def _take(request: Asking, services: Services, it: EmailFormContext) -> Response[bytes]:
    form, now, pool = await posted_form.read(request), times.now(), services.pool
    reader = FieldReader(form.values())
    email = reader.email()
    if email is None:
        return _page(it, form, [mistake(error, it.words) for error in reader.errors])
    await enforce_rate_limit(request, services, it.host.id, now)
    caller = callers.visitor(it.host.id, now=now, language=it.locale.language)
    if it.what == "lank":
        await send_links(pool, caller, email)
    else:
        await watch(
            pool,
            caller,
            programme_id=it.programme.id if it.programme else None,
            email=email,
        )
    services.wake()
    return go_to(it.address(skickat="1"))


def _page(
    it: EmailFormContext, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> Response[bytes]:
    texts = it.words.public.address
    is_lost = it.what == "lank"
    heading = texts.lost if is_lost else texts.watch
    lead = texts.lost_lead if is_lost else texts.watch_lead
    if it.programme is not None:
        lead = texts.watch_programme.format(title=it.programme.title)
    page = AddressPage(
        layout=_frame(it, heading, is_error=bool(mistakes)),
        hero=Hero(heading=heading, leads=(lead,)),
        action=it.address(),
        summary=summary(mistakes, it.words),
        field=filled(
            [Field(name="email", label=texts.email, kind="email", autocomplete="email", is_required=True)],
            it.words,
            form,
            mistakes,
        )[0],
        button=texts.lost_button if is_lost else texts.watch_button,
        kept=texts.lost_kept if is_lost else texts.watch_kept,
    )
    return show("ask_address", page, it.locale, status=422 if mistakes else 200)


def _frame(it: EmailFormContext, heading: str, *, is_error: bool) -> Layout:
    return build_layout(
        PageContext(
            it.locale,
            it.host,
            here=f"/{it.host.slug}/{it.what}",
            query={"program": str(it.programme.id)} if it.programme else None,
            contact=it.asked,
            ask=it.words.public.list.ask_us,
            more_links=(Link(it.words.public.cohort.to_the_list, it.locale.address(f"/{it.host.slug}")),),
        ),
        title=heading,
        is_error=is_error,
    )


def _sent(it: EmailFormContext) -> Response[bytes]:
    texts = it.words.public.address
    is_lost = it.what == "lank"
    return message.message(
        PageContext(
            it.locale,
            it.host,
            here=f"/{it.host.slug}/{it.what}",
            query={"skickat": "1"},
            contact=it.asked,
            ask=it.words.public.list.ask_us,
        ),
        status=200,
        heading=texts.lost_sent if is_lost else texts.watch_sent,
        leads=(texts.lost_sent_lead if is_lost else texts.watch_sent_lead,),
        link=Link(it.words.public.cohort.to_the_list, it.locale.address(f"/{it.host.slug}")),
    )
