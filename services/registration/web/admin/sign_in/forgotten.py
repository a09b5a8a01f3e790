"""`/admin/glomt-losenord`: asks for a link for choosing a password, by e-mail address."""

from collections.abc import Sequence
from typing import Final

import msgspec
from litestar import Response, post, route
from litestar.enums import HttpMethod

from services.registration.actions.staff import ask_for_link
from services.registration.actions.staff.attempts import TooManyAttempts
from services.registration.domain.form import FieldReader, address_key
from services.registration.web import callers
from services.registration.web.admin.kit import session, told
from services.registration.web.admin.kit.attempts import counted
from services.registration.web.admin.kit.layout import Head, StaffLayout, outside_layout
from services.registration.web.admin.kit.session import PageRequest
from services.registration.web.kit.errors import page_for
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled, mistake, summary
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.layout import Link
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.networks import network_of
from services.registration.web.kit.parts import Notice
from services.registration.web.kit.rate_limit import MOST_FOR_ADDRESS, address_of_day
from services.registration.web.kit.responses import go_to, respond
from services.registration.web.services import AppServices
from services.registration.web.wording import WORDING
from shared import times

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_HERE: Final = "/admin/glomt-losenord"


class ForgottenPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    notice: Notice | None
    summary: ErrorSummary | None
    action: str
    fields: tuple[Field, ...]
    back: Link


@route("/glomt-losenord", http_method=_GET)
async def show_forgotten(request: PageRequest) -> Response[bytes]:
    """The form; after it was posted, what happens now."""
    return _page(locale_of(request), is_asked=request.query_params.get("om") == "skickat")


@post("/glomt-losenord")
async def ask(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Mail a link if somebody of staff has the address; the answer is the same if nobody has."""
    locale = locale_of(request)
    if not session.is_from_our_pages(request):
        return told.refused(locale, "from_elsewhere", status=403)
    form = await posted_form.read(request)
    reader = FieldReader({"email": form.text("email")})
    email = reader.email()
    if email is None:
        words = WORDING[locale.language]
        return _page(locale, form, [mistake(error, words) for error in reader.errors])
    network, now = network_of(request.client.host if request.client else ""), times.now()
    try:
        await ask_for_link.ask_for_link(
            services.pool,
            callers.unknown(now=now, language=locale.language),
            email=email,
            of_network=counted(services, "ask for link", {"network": (network, 30)}),
            of_address=counted(services, "ask for link", {"address": (address_key(email), 3)}),
            of_address_today=counted(
                services,
                "ask for link",
                {"address of a day": (address_of_day(email, times.local(now).date()), MOST_FOR_ADDRESS)},
            ),
        )
    except TooManyAttempts:
        answer = page_for(429, locale.language)
        answer.headers["retry-after"] = "3600"
        return answer
    services.wake()
    return go_to(locale.address(_HERE, om="skickat"))


def _page(
    locale: Locale,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
    *,
    is_asked: bool = False,
) -> Response[bytes]:
    words = WORDING[locale.language]
    texts = words.staff_people
    sent = Notice(heading=texts.link_asked.title, text=texts.link_asked.detail)
    fields = (
        Field(
            name="email", label=words.sign_in.email, kind="email", autocomplete="username", is_required=True
        ),
    )
    page = ForgottenPage(
        layout=outside_layout(locale, title=texts.forgotten, here=_HERE, is_error=bool(mistakes)),
        head=Head(heading=texts.forgotten, meta=texts.forgotten_lead),
        notice=sent if is_asked else None,
        summary=summary(mistakes, words, heading=texts.not_asked, kept=words.staff_forms.kept)
        if mistakes
        else None,
        action=locale.address(_HERE),
        fields=filled(fields, words, form, mistakes),
        back=Link(texts.to_sign_in, locale.address("/admin/sign-in")),
    )
    return respond("staff/forgotten", page, language=locale.language, status=422 if mistakes else 200)
