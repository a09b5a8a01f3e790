"""`/r/…/ersattare`: who comes instead, to which dates. No CSRF field, as in invitation.py."""

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
from services.registration.web.kit import posted_form
from services.registration.web.kit.fields import Mistake
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import PageContext
from services.registration.web.kit.message import message
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page import handlers
from services.registration.web.pages.my_page.dates import MyPageContext
from services.registration.web.pages.my_page.substitute_page import (
    DATES,
    SENT,
    read_substitute,
    substitute_page,
    way_back,
)
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import explained

Asking = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
# That somebody is registered, and for what, is not the sender's to know; that they cannot come instead is.
_CANNOT_COME: Final = (AlreadyRegistered, OneOfEachChoice, SessionsOverlap)


@route("/r/{token:str}/ersattare", http_method=_GET)
async def show_substitute(request: Asking, services: AppServices) -> Response[bytes]:
    """The form; looking changes nothing."""
    mine = await _find(request, services)
    return substitute_page(mine, about=request.query_params.get("datum"))


@post("/r/{token:str}/ersattare")
async def name_substitute(request: Asking, services: AppServices) -> Response[bytes]:
    """Let somebody else have the seats chosen."""
    mine = await _find(request, services)
    form = await posted_form.read(request)
    read = read_substitute(form, mine)
    if isinstance(read, list):
        return substitute_page(mine, form=form, mistakes=read)
    try:
        await send_substitute(
            services.pool,
            mine.caller,
            mine.registration.id,
            substitute=read.substitute,
            session_ids=read.session_ids,
        )
    except RegistrationError as error:
        # It changed between the reading and the writing: what stands now, with what was typed.
        again = await _find(request, services)
        return substitute_page(again, form=form, mistakes=[_mistake(error, again)])
    services.wake()
    return go_to(mine.locale.address(mine.path, om=SENT))


async def _find(request: Asking, services: Services) -> MyPageContext:
    """My registration, where there is something to hand over and it may be."""
    mine = await handlers.find(request, services)
    handlers.stop_where_nothing_is_left(mine)
    texts = mine.words.own
    if not mine.registration.substitutes_allowed:
        raise ShortCircuit(_says(mine, texts.not_allowed.title, texts.not_allowed.detail))
    if not mine.ahead():
        raise ShortCircuit(_says(mine, texts.nothing_left.title, texts.nothing_left.detail))
    return mine


def _says(mine: MyPageContext, heading: str, lead: str) -> Response[bytes]:
    return message(PageContext(mine.locale, mine.setting, here=f"{mine.path}/ersattare"), status=200, heading=heading, leads=(lead,), kind=mine.setting.programme_title, link=way_back(mine))  # fmt: skip


def _mistake(error: RegistrationError, mine: MyPageContext) -> Mistake:
    if isinstance(error, SubstituteIsInvited):
        return Mistake("substitute_email", mine.words.form_errors.fields["substitute_email/does_not_match"])
    if isinstance(error, _CANNOT_COME):
        return Mistake("substitute_email", mine.words.own.cannot_come)
    texts = explained(error, mine.locale.language)
    return Mistake(DATES, f"{texts.title}. {texts.detail}")
