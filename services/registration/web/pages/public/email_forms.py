"""`/{organiser}/bevaka` and `/{organiser}/lank`: forms with an e-mail field, which never reveal a known address."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from litestar import Response, post, route
from litestar.background_tasks import BackgroundTask
from litestar.enums import HttpMethod

from services.registration.actions.public.subscribe_to_opening import subscribe
from services.registration.actions.registrations.send_link import send_links
from services.registration.domain.form import FieldReader
from services.registration.store.transaction import reading
from services.registration.store.views import public
from services.registration.store.views.public import PublicOrganiser, WatchedProgramme
from services.registration.web import callers
from services.registration.web.kit import message
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled, mistake, summary
from services.registration.web.kit.forms.posted_form import PostedForm, read_uuid
from services.registration.web.kit.layout import ContactDetails, Layout, Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.rate_limit import enforce_rate_limit, spend_for_addresses
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.public.organiser import PageRequest, host_and_contact, respond_public
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import WORDING, Wording
from shared import times
from shared.service import loops

_TRIES: Final = 60
_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]

What = Literal["bevaka", "lank"]


class EmailFormPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    summary: ErrorSummary | None
    field: Field
    button: str
    kept: str


class EmailFormContext(msgspec.Struct, frozen=True, kw_only=True):
    """The data of an e-mail form; `programme`: the programme to be notified about, if a single one."""

    what: What
    host: PublicOrganiser
    contact: ContactDetails | None
    locale: Locale
    programme: WatchedProgramme | None = None

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    def address(self, **query: str) -> str:
        about = {"program": str(self.programme.id)} if self.programme else {}
        return self.locale.address(f"/{self.host.slug}/{self.what}", **about, **query)


@route("/{organiser:str}/bevaka", http_method=_GET)
async def show_watch(request: PageRequest, services: AppServices) -> Response[bytes]:
    return _response(request, await _context(request, services, "bevaka"))


@post("/{organiser:str}/bevaka")
async def start_watching(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Store the address, to be notified when registration opens."""
    return await _submit(request, services, await _context(request, services, "bevaka"))


@route("/{organiser:str}/lank", http_method=_GET)
async def show_lost_link(request: PageRequest, services: AppServices) -> Response[bytes]:
    return _response(request, await _context(request, services, "lank"))


@post("/{organiser:str}/lank")
async def send_lost_link(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Mail a person's links again, if the address has any."""
    return await _submit(request, services, await _context(request, services, "lank"))


async def _context(request: PageRequest, services: Services, what: What) -> EmailFormContext:
    host, contact = await host_and_contact(request, services)
    programme = None
    if what == "bevaka" and (programme_id := read_uuid(request.query_params.get("program", ""))):
        async with reading(services.pool) as conn:
            programme = await public.find_watched(conn, host.id, programme_id)
    return EmailFormContext(
        what=what, host=host, contact=contact, locale=locale_of(request), programme=programme
    )


def _response(request: PageRequest, context: EmailFormContext) -> Response[bytes]:
    return _sent(context) if "skickat" in request.query_params else _page(context)


async def _submit(request: PageRequest, services: Services, context: EmailFormContext) -> Response[bytes]:
    form, now, pool = await posted_form.read(request), times.now(), services.pool
    reader = FieldReader(form.values())
    email = reader.email()
    if email is None:
        return _page(context, form, [mistake(error, context.words) for error in reader.errors])
    await enforce_rate_limit(request, services, context.host.id, now)
    await spend_for_addresses(request, services, context.host.id, [email], now=now)
    caller = callers.visitor(context.host.id, now=now, language=context.locale.language)
    answer = go_to(context.address(skickat="1"))
    if context.what == "bevaka":
        # Stored before it is said: an opening that follows mails the address, and a process that ends loses none.
        programme_id = context.programme.id if context.programme else None
        await subscribe(pool, caller, programme_id=programme_id, email=email)
        return answer

    async def send() -> None:
        await send_links(pool, caller, email)
        services.wake()

    # Done once the answer has gone: how long it takes would tell whether the address is known. It cannot be sent again by
    # whoever was told that it was, so it outlasts a disk that is full for a minute.
    answer.background = BackgroundTask(loops.insist, "link.send", send, most=_TRIES)
    return answer


def _page(
    context: EmailFormContext, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> Response[bytes]:
    texts = context.words.public.address
    is_lost = context.what == "lank"
    heading = texts.lost if is_lost else texts.watch
    lead = texts.lost_lead if is_lost else texts.watch_lead
    if context.programme is not None:
        lead = texts.watch_programme.format(title=context.programme.title)
    page = EmailFormPage(
        layout=_layout(context, heading, is_error=bool(mistakes)),
        hero=Hero(heading=heading, leads=(lead,)),
        action=context.address(),
        summary=summary(mistakes, context.words),
        field=filled(
            [Field(name="email", label=texts.email, kind="email", autocomplete="email", is_required=True)],
            context.words,
            form,
            mistakes,
        )[0],
        button=texts.lost_button if is_lost else texts.watch_button,
        kept=texts.lost_kept if is_lost else texts.watch_kept,
    )
    return respond_public("email_form", page, context.locale, status=422 if mistakes else 200)


def _layout(context: EmailFormContext, heading: str, *, is_error: bool) -> Layout:
    return build_layout(
        PageContext(
            context.locale,
            context.host,
            here=f"/{context.host.slug}/{context.what}",
            query={"program": str(context.programme.id)} if context.programme else None,
            contact=context.contact,
            ask=context.words.public.list.ask_us,
            more_links=(
                Link(
                    context.words.public.cohort.to_the_list, context.locale.address(f"/{context.host.slug}")
                ),
            ),
        ),
        title=heading,
        is_error=is_error,
    )


def _sent(context: EmailFormContext) -> Response[bytes]:
    texts = context.words.public.address
    is_lost = context.what == "lank"
    return message.message(
        PageContext(
            context.locale,
            context.host,
            here=f"/{context.host.slug}/{context.what}",
            query={"skickat": "1"},
            contact=context.contact,
            ask=context.words.public.list.ask_us,
        ),
        status=200,
        heading=texts.lost_sent if is_lost else texts.watch_sent,
        leads=(texts.lost_sent_lead if is_lost else texts.watch_sent_lead,),
        link=Link(context.words.public.cohort.to_the_list, context.locale.address(f"/{context.host.slug}")),
    )
