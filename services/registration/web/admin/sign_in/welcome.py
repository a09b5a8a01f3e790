"""`/admin/valkommen/…`: the link by which a staff member chooses a password, valid once."""

from collections.abc import Sequence
from typing import Final

import msgspec
from litestar import Response, post, route
from litestar.enums import HttpMethod

from services.registration.actions.staff import choose_password
from services.registration.domain.errors import NotFound
from services.registration.domain.staff import LEAST_PASSWORD, LONGEST_PASSWORD, StaffMember, password_fault
from services.registration.web import callers
from services.registration.web.admin.kit import session, told
from services.registration.web.admin.kit.layout import Head, StaffLayout, outside_layout
from services.registration.web.admin.kit.session import PageRequest
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, error_at, summary
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.responses import go_to, respond
from services.registration.web.services import AppServices
from services.registration.web.wording import WORDING
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


class WelcomePage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    summary: ErrorSummary | None
    action: str
    email: str
    fields: tuple[Field, ...]


@route("/valkommen/{token:str}", http_method=_GET)
async def show_welcome(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The form; a GET changes nothing, since mail programs open links too."""
    locale, token = locale_of(request), request.path_params["token"]
    initiator = callers.unknown(now=times.now(), language=locale.language)
    keys = services.settings.keys()
    member = await choose_password.find_by_link(services.pool, initiator, token, keys=keys)
    return _dead(locale) if member is None else _page(locale, member, token)


@post("/valkommen/{token:str}")
async def set_password(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Set the password; then they sign in with it."""
    locale, token = locale_of(request), request.path_params["token"]
    if not session.is_from_our_pages(request):
        return told.refused(locale, "from_elsewhere", status=403)
    form = await posted_form.read(request)
    password, words = form.text("password"), WORDING[locale.language]
    initiator = callers.unknown(now=times.now(), language=locale.language)
    keys = services.settings.keys()
    member = await choose_password.find_by_link(services.pool, initiator, token, keys=keys)
    if member is None:
        return _dead(locale)
    fault = password_fault(password, email=member.email)
    if fault is not None:
        text = words.sign_in.password_faults[fault].format(least=LEAST_PASSWORD, most=LONGEST_PASSWORD)
        return _page(locale, member, token, [Mistake("password", text)])
    try:
        await choose_password.choose_by_link(
            services.pool, initiator, services.passwords, token=token, password=password, keys=keys
        )
    except NotFound:
        return _dead(locale)
    return go_to(locale.address("/admin/sign-in", om="password_set"))


def _page(
    locale: Locale, member: StaffMember, token: str, mistakes: Sequence[Mistake] = ()
) -> Response[bytes]:
    words = WORDING[locale.language]
    texts, here = words.sign_in, f"/admin/valkommen/{token}"
    page = WelcomePage(
        layout=outside_layout(locale, title=texts.welcome, here=here, is_error=bool(mistakes)),
        head=Head(heading=texts.welcome, meta=texts.welcome_lead),
        summary=summary(mistakes, words, heading=texts.not_set, kept=texts.kept) if mistakes else None,
        action=locale.address(here),
        email=member.email,
        fields=(
            Field(
                name="password",
                label=texts.new_password,
                kind="password",
                autocomplete="new-password",
                hint=texts.new_password_hint.format(least=LEAST_PASSWORD),
                error=error_at("password", mistakes),
                error_prefix=words.common.error_prefix,
                is_required=True,
            ),
        ),
    )
    return respond("staff/welcome", page, language=locale.language, status=422 if mistakes else 200)


def _dead(locale: Locale) -> Response[bytes]:
    return told.refused(locale, "dead_link", status=404)
