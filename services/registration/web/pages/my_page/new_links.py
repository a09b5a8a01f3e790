"""`/r/…/ny-lank`: a person replaces every personal link of theirs. No CSRF token, see invitation/handlers.py."""

from typing import Any, Final

from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.directory.replace_links import replace_links
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.responses import go_to, respond
from services.registration.web.pages.my_page import handlers
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.page import ConfirmPage
from services.registration.web.services import AppServices

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/r/{token:str}/ny-lank", http_method=_GET)
async def ask_for_new_links(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The confirmation page; a GET changes nothing."""
    context = await handlers.find(request, services)
    _require_address(context)
    texts, path = context.words.data, f"{context.path}/ny-lank"
    page = ConfirmPage(
        layout=build_layout(PageContext(context.locale, context.setting, here=path), title=texts.ask_replace),
        hero=Hero(
            heading=texts.ask_replace,
            leads=(texts.ask_replace_lead.format(organiser=context.setting.organiser_name),),
        ),
        action=context.locale.address(path),
        field="replace",
        value="yes",
        yes=texts.do_replace,
        keep=Link(texts.keep_links, context.locale.address(context.path)),
    )
    return respond("confirm", page, language=context.locale.language)


@post("/r/{token:str}/ny-lank")
async def make_new_links(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Replace the links. The new ones are mailed, never shown: whoever posts may be the one who should not have a link."""
    context = await handlers.find(request, services)
    _require_address(context)
    if (await posted_form.read(request)).text("replace") != "yes":
        return go_to(context.locale.address(f"{context.path}/ny-lank"))
    await replace_links(services.pool, context.caller, context.registration.person_id)
    services.wake()
    texts = context.words.data
    return message(
        PageContext(context.locale, context.setting, here=context.path),
        status=200,
        heading=texts.replaced,
        leads=(texts.replaced_lead,),
        texts=(texts.replaced_feed,) if context.registration.calendar == "subscription" else (),
    )


def _require_address(context: MyPageContext) -> None:
    """End the request if there is no address to mail new links to (`ShortCircuit`)."""
    if context.setting.person_email is None:
        texts = context.words.data
        raise ShortCircuit(
            message(
                PageContext(context.locale, context.setting, here=context.path),
                status=409,
                heading=texts.no_address,
                leads=(texts.no_address_lead,),
            )
        )
