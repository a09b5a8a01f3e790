"""`/admin`, `/admin/sign-in`, `/admin/sign-out`."""

from typing import Final
from urllib.parse import urlsplit

import msgspec
from litestar import Response, post, route
from litestar.enums import HttpMethod

from services.registration.actions.staff import sign_in
from services.registration.actions.staff.attempts import TooManyAttempts, WrongPassword
from services.registration.domain.form import FieldReader, address_key
from services.registration.store.access import staff_sessions, tokens
from services.registration.store.transaction import reading
from services.registration.web import callers
from services.registration.web.admin.kit import session, sign_in_page, told
from services.registration.web.admin.kit.attempts import counted
from services.registration.web.admin.kit.layout import Head, StaffLayout, outside_layout
from services.registration.web.admin.kit.session import PageRequest
from services.registration.web.kit.errors import page_for
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.fields import Mistake, mistake
from services.registration.web.kit.forms.posted_form import KeptForm, PostedForm
from services.registration.web.kit.layout import Link
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.message import SendAgain
from services.registration.web.kit.networks import network_of
from services.registration.web.kit.responses import go_to, respond
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import WORDING
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_HOME: Final = "/admin"


class ChoicePage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    organisers: tuple[Link, ...]


class KeptPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    send_again: SendAgain
    leave: Link


@route("/", http_method=_GET)
async def begin(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Lead on: to sign in, to the organiser's pages, or to the choice of an organiser."""
    locale = locale_of(request)
    cookie = session.cookie_of(request, services.settings.base_url)
    if cookie is None:
        return go_to(locale.address("/admin/sign-in"))
    async with reading(services.pool) as conn:
        found = await staff_sessions.list_all(conn, tokens.hash_of(cookie), now=times.now())
    if not found:
        return go_to(locale.address("/admin/sign-in"))
    if len(found) == 1:
        return go_to(locale.address(f"/admin/{found[0].slug}"))
    locale = locale_of(request, found[0].language, is_chosen=found[0].language is not None)
    texts = WORDING[locale.language].sign_in
    page = ChoicePage(
        layout=outside_layout(locale, title=texts.choose, here=_HOME),
        head=Head(heading=texts.choose),
        organisers=tuple(Link(one.organiser_name, locale.address(f"/admin/{one.slug}")) for one in found),
    )
    return respond("staff/choice", page, language=locale.language)


@route("/sign-in", http_method=_GET)
async def show_sign_in(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The form. `till` is where to go afterwards."""
    why = request.query_params.get("om", "")
    return sign_in_page.show(
        locale_of(request),
        "signed_out" if why == "signed_out" else "password_set" if why == "password_set" else "",
        till=inside(request.query_params.get("till", "")),
        provider=services.provider,
    )


@post("/sign-in")
async def sign_in_with_password(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Start a session; a form that was kept meanwhile is given back with one button."""
    locale = locale_of(request)
    if not session.is_from_our_pages(request):
        return told.refused(locale, "from_elsewhere", status=403)
    form = await posted_form.read(request)
    words, base_url = WORDING[locale.language], services.settings.base_url
    kept, till = _kept(form), inside(form.text("till"))
    reader = FieldReader({"email": form.text("email")})
    email = reader.email()
    mistakes = [mistake(error, words) for error in reader.errors]
    if not form.text("password"):
        mistakes.append(Mistake("password", words.sign_in.no_password))
    if mistakes or email is None:
        return sign_in_page.show(
            locale, provider=services.provider, till=till, kept=kept, form=form, mistakes=mistakes, status=422
        )
    try:
        cookie = await sign_in.sign_in(
            services.pool,
            callers.unknown(now=times.now(), language=locale.language),
            services.passwords,
            email=email,
            password=form.text("password"),
            limits=_limits(request, services, email),
            earlier=session.cookie_of(request, base_url),
        )
    except TooManyAttempts:
        answer = page_for(429, locale.language)
        answer.headers["retry-after"] = "3600"
        return answer
    except WrongPassword:
        wrong = [Mistake("password", words.sign_in.wrong)]
        return sign_in_page.show(
            locale, provider=services.provider, till=till, kept=kept, form=form, mistakes=wrong, status=422
        )
    if kept is not None:
        return session.start(_give_back(kept, locale), cookie, base_url)
    return session.start(go_to(locale.address(till or _HOME)), cookie, base_url)


@post("/sign-out")
async def sign_out_of_session(request: PageRequest, services: AppServices) -> Response[bytes]:
    """End the session; with `everywhere` those in all other browsers too."""
    locale, base_url = locale_of(request), services.settings.base_url
    if not session.is_from_our_pages(request):
        return told.refused(locale, "from_elsewhere", status=403)
    form = await posted_form.read(request)
    cookie = session.cookie_of(request, base_url)
    if cookie is not None:
        initiator = callers.unknown(now=times.now(), language=locale.language)
        await sign_in.sign_out(services.pool, initiator, cookie, everywhere="everywhere" in form)
    return session.end(go_to(locale.address("/admin/sign-in", om="signed_out")), base_url)


def _limits(request: PageRequest, services: Services, email: str) -> dict[bytes, int]:
    """How many attempts may fail, by keyed hashes that identify nobody."""
    network = network_of(request.client.host if request.client else "")
    address = address_key(email)
    return counted(
        services,
        "sign in",
        {
            "address_and_network": (f"{address}|{network}", 10),
            "address": (address, 100),
            "network": (network, 60),
        },
    )


def _kept(form: PostedForm) -> KeptForm | None:
    """The form that was posted when the session had ended; only one of our own pages."""
    action = inside(form.text("kept_action"))
    if not action:
        return None
    return KeptForm(action, posted_form.parse(form.text("kept").encode()).pairs())


def inside(path: str) -> str:
    """The path, if it is one of the pages for staff; else nothing: nobody is led to another site."""
    parts = urlsplit(path)
    is_ours = path.startswith("/admin/") and not parts.netloc and "\\" not in path and path.isprintable()
    return path if is_ours and path.isascii() else ""


def _give_back(kept: KeptForm, locale: Locale) -> Response[bytes]:
    texts = WORDING[locale.language].sign_in
    page = KeptPage(
        layout=outside_layout(locale, title=texts.signed_in_again, here=_HOME),
        head=Head(heading=texts.signed_in_again, meta=texts.signed_in_again_lead),
        send_again=SendAgain(action=kept.action, fields=kept.fields, text=texts.send_kept),
        leave=Link(texts.leave_kept, locale.address(_HOME)),
    )
    return respond("staff/kept", page, language=locale.language)
