"""`/r/…/andra`: a person corrects their name, role, organisation and address. No CSRF token, see invitation/handlers.py."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.directory.change_own_details import change_own_details
from services.registration.domain.errors import InUse
from services.registration.domain.form import FieldReader
from services.registration.domain.registration import Applicant
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled, mistake, summary
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.rate_limit import spend_for_addresses
from services.registration.web.kit.responses import go_to, respond
from services.registration.web.pages.my_page import handlers
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.notices import DETAILS
from services.registration.web.services import AppServices, Services

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


class DetailsPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    summary: ErrorSummary | None
    fields: tuple[Field, ...]
    back: Link


@route("/r/{token:str}/andra", http_method=_GET)
async def show_details(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The form; a GET changes nothing."""
    return _page(await _find(request, services))


@post("/r/{token:str}/andra")
async def save_details(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Store the details. With another address the links are new, and this one is where the browser goes."""
    context = await _find(request, services)
    form = await posted_form.read(request)
    details = _read(form, context)
    if isinstance(details, list):
        return _page(context, form, details)
    registration_id = context.registration.id
    if details.email != context.setting.person_email:
        await spend_for_addresses(
            request, services, context.registration.organiser_id, [details.email], now=context.now
        )
    try:
        generation = await change_own_details(services.pool, context.caller, registration_id, details)
    except InUse:
        return _page(context, form, [Mistake("email", context.words.own.address_taken)])
    services.wake()
    path = handlers.path_to(services, registration_id, generation=generation)
    return go_to(context.locale.address(path, om=DETAILS))


async def _find(request: PageRequest, services: Services) -> MyPageContext:
    context = await handlers.find(request, services)
    handlers.require_active(context)
    if context.setting.protected_identity:
        # No link gives out or changes the details of a person with protected identity.
        raise ShortCircuit(go_to(context.locale.address(context.path)))
    return context


def _read(form: PostedForm, context: MyPageContext) -> Applicant | list[Mistake]:
    reader = FieldReader(form.values())
    name, email = reader.name(), reader.email()
    role = reader.line("role")
    organisation = reader.line("organisation", required=bool(context.registration.organisation))
    if reader.errors or email is None:
        return [mistake(error, context.words) for error in reader.errors]
    return Applicant(
        name=name,
        email=email,
        role=role,
        organisation=organisation,
        language=context.setting.person_language,
    )


def _page(
    context: MyPageContext, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> Response[bytes]:
    own, mine = context.words.own, context.words.mine
    setting, registration = context.setting, context.registration
    fields = (
        Field(name="name", label=mine.name, value=setting.person_name, autocomplete="name", is_required=True),
        Field(
            name="role",
            label=own.role,
            value=registration.role or "",
            autocomplete="organization-title",
        ),
        Field(
            name="organisation",
            label=mine.organisation,
            value=registration.organisation or "",
            autocomplete="organization",
            is_required=bool(registration.organisation),
        ),
        Field(
            name="email",
            label=mine.email,
            value=setting.person_email or "",
            kind="email",
            autocomplete="email",
            hint=own.email_follows,
            is_required=True,
        ),
    )
    here = f"{context.path}/andra"
    page = DetailsPage(
        layout=build_layout(
            PageContext(context.locale, setting, here=here), title=own.change_details, is_error=bool(mistakes)
        ),
        hero=Hero(kind=setting.programme_title, heading=own.change_details),
        action=context.locale.address(here),
        summary=summary(mistakes, context.words),
        fields=filled(fields, context.words, form, mistakes),
        back=Link(own.keep, context.locale.address(context.path)),
    )
    return respond("details", page, language=context.locale.language, status=422 if mistakes else 200)
