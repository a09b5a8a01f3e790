"""`/r/…/sprak`: the language of one's pages and mails. No CSRF field, as in invitation.py."""

from typing import Any, Final, get_args

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State

from services.registration.actions.directory.choose_language import choose_language
from services.registration.web.kit import posted_form
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page import handlers
from services.registration.web.services import AppServices
from shared.events import Language

CHOSEN: Final = "sprak"


@post("/r/{token:str}/sprak")
async def change_language(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
    """Store the choice; the page speaks it at once, by what is stored and not by a cookie."""
    mine = await handlers.find(request, services)
    wanted = (await posted_form.read(request)).text("language")
    if wanted not in get_args(Language):
        return go_to(mine.path)
    await choose_language(
        services.pool,
        mine.caller,
        mine.registration.person_id,
        msgspec.convert(wanted, Language),
    )
    services.wake()
    return go_to(f"{mine.path}?om={CHOSEN}")
