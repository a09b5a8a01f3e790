"""`/r/…/sprak`: the language of a person's pages and mails. No CSRF token, see invitation/handlers.py."""

from typing import Any, Final, get_args

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State

from services.registration.actions.directory.choose_language import choose_language
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page import handlers
from services.registration.web.services import AppServices
from shared.language import Language

CHOSEN: Final = "sprak"


@post("/r/{token:str}/sprak")
async def change_language(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
    """Store the choice; pages use it from the next request on, without a cookie."""
    context = await handlers.find(request, services)
    language = (await posted_form.read(request)).text("language")
    if language not in get_args(Language):
        return go_to(context.path)
    await choose_language(
        services.pool,
        context.caller,
        context.registration.person_id,
        msgspec.convert(language, Language),
    )
    services.wake()
    return go_to(f"{context.path}?om={CHOSEN}")
