"""`/r/…/ersattare`: hand seats over to a substitute. No CSRF token, see invitation/handlers.py."""

from typing import Any, Final

from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.registrations.substitute import send_substitute
from services.registration.domain.errors import (
    AlreadyRegistered,
    OneOfEachChoice,
    RegistrationError,
    SessionsOverlap,
    SubstituteIsInvited,
)
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import PageContext
from services.registration.web.kit.message import message
from services.registration.web.kit.rate_limit import spend, spend_for_addresses
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page import handlers
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.substitute_page import (
    DATES,
    SENT,
    back_link,
    read_substitute,
    substitute_page,
)
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import explained

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
# Not revealed: that the person is registered, and for what. Told: that they cannot be the substitute.
_CANNOT_COME: Final = (AlreadyRegistered, OneOfEachChoice, SessionsOverlap)


@route("/r/{token:str}/ersattare", http_method=_GET)
async def show_substitute(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The form; a GET changes nothing."""
    context = await _find(request, services)
    return substitute_page(context, about=request.query_params.get("datum"))


@post("/r/{token:str}/ersattare")
async def name_substitute(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Hand the chosen seats over."""
    context = await _find(request, services)
    form = await posted_form.read(request)
    substitution = read_substitute(form, context)
    if isinstance(substitution, list):
        return substitute_page(context, form=form, mistakes=substitution)
    registration = context.registration
    await spend(request, services, registration.organiser_id, "to_others", registration.id, now=context.now)
    typed = [substitution.substitute.email]
    await spend_for_addresses(request, services, registration.organiser_id, typed, now=context.now)
    try:
        await send_substitute(
            services.pool,
            context.caller,
            context.registration.id,
            substitute=substitution.substitute,
            session_ids=substitution.session_ids,
        )
    except RegistrationError as error:
        # It changed between read and write: show the present state with the posted values.
        reloaded = await _find(request, services)
        return substitute_page(reloaded, form=form, mistakes=[_mistake(error, reloaded)])
    services.wake()
    return go_to(context.locale.address(context.path, om=SENT))


async def _find(request: PageRequest, services: Services) -> MyPageContext:
    """The registration; ends the request if substitutes are not allowed or no session is left (`ShortCircuit`)."""
    context = await handlers.find(request, services)
    handlers.require_active(context)
    texts = context.words.own
    if not context.registration.substitutes_allowed:
        raise ShortCircuit(_message(context, texts.not_allowed.title, texts.not_allowed.detail))
    if not context.ahead():
        raise ShortCircuit(_message(context, texts.nothing_left.title, texts.nothing_left.detail))
    return context


def _message(context: MyPageContext, heading: str, lead: str) -> Response[bytes]:
    return message(
        PageContext(context.locale, context.setting, here=f"{context.path}/ersattare"),
        status=200,
        heading=heading,
        leads=(lead,),
        kind=context.setting.programme_title,
        link=back_link(context),
    )


def _mistake(error: RegistrationError, context: MyPageContext) -> Mistake:
    if isinstance(error, SubstituteIsInvited):
        return Mistake(
            "substitute_email", context.words.form_errors.fields["substitute_email/does_not_match"]
        )
    if isinstance(error, _CANNOT_COME):
        return Mistake("substitute_email", context.words.own.cannot_come)
    texts = explained(error, context.locale.language)
    return Mistake(DATES, f"{texts.title}. {texts.detail}")
