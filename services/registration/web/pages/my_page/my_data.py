"""`/r/…/uppgifter` and `/r/…/radera`: all that is stored about me as a file, and having it erased."""

from typing import Any, Final

import httpx
import msgspec
from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.directory import forget_person
from services.registration.store.transaction import reading
from services.registration.store.views import my_data
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.responses import go_to, headers, respond
from services.registration.web.pages.my_page import handlers
from services.registration.web.pages.my_page.dates import MyPageContext
from services.registration.web.pages.my_page.page import ConfirmPage
from services.registration.web.services import AppServices
from shared import times

Asking = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_MOST: Final = 500


class _Mails(msgspec.Struct, frozen=True):
    """A page of notify's ledger."""

    items: list[dict[str, Any]]  # Any: JSON
    next: str | None


@route("/r/{token:str}/uppgifter", http_method=_GET)
async def show_my_data(request: Asking, services: AppServices) -> Response[bytes]:
    """Everything, as one JSON file; whoever is protected is not handed out by a link."""
    mine = await handlers.find(request, services)
    texts = mine.words.data
    if mine.setting.protected_identity:
        raise ShortCircuit(
            message(PageContext(mine.locale, mine.setting, here=mine.path), status=403, heading=texts.protected, leads=(texts.protected_lead,))
        )  # fmt: skip
    async with reading(services.pool) as conn:
        whole = await my_data.read(conn, mine.registration.organiser_id, mine.registration.person_id)
    mails = await _mails(services.notify, mine)
    whole = {"made_at": times.now(), **whole, "mails": mails}
    if mails is None:
        whole["mails_missing"] = texts.mails_missing
    return Response(
        msgspec.json.format(msgspec.json.encode(whole), indent=2),
        media_type="application/json",
        headers={
            **headers(language=mine.locale.language),
            "content-disposition": f'attachment; filename="{texts.file_name}"',
        },
    )


@route("/r/{token:str}/radera", http_method=_GET)
async def ask_to_erase(request: Asking, services: AppServices) -> Response[bytes]:
    """The question, with what follows from a yes; looking changes nothing."""
    mine = await handlers.find(request, services)
    texts, path = mine.words.data, f"{mine.path}/radera"
    lead = texts.ask_lead.format(organiser=mine.setting.organiser_name)
    page = ConfirmPage(
        layout=build_layout(PageContext(mine.locale, mine.setting, here=path), title=texts.ask),
        hero=Hero(heading=texts.ask, leads=(lead, texts.ask_no_way_back)),
        action=mine.locale.address(path),
        field="erase",
        value="yes",
        yes=texts.do_erase,
        keep=Link(texts.keep, mine.locale.address(mine.path)),
    )
    return respond("confirm", page, language=mine.locale.language)


@post("/r/{token:str}/radera")
async def erase(request: Asking, services: AppServices) -> Response[bytes]:
    """Erase, and lead to what the link says from now on."""
    mine = await handlers.find(request, services)
    await forget_person.forget(services.pool, mine.caller, mine.registration.person_id)
    services.wake()
    return go_to(mine.locale.address(mine.path))


async def _mails(notify: httpx.AsyncClient, mine: MyPageContext) -> list[dict[str, Any]] | None:  # Any: JSON
    """Every mail to the person, as notify has it; None where it does not answer."""
    found: list[dict[str, Any]] = []
    asked = {
        "organiser_id": str(mine.registration.organiser_id),
        "person_id": str(mine.registration.person_id),
        "sees_protected": "true",
        "limit": str(_MOST),
    }
    try:
        while True:
            answer = await notify.get("/internal/deliveries", params=asked)
            answer.raise_for_status()
            page = msgspec.json.decode(answer.content, type=_Mails)
            found += page.items
            if page.next is None:
                return found
            asked["after"] = page.next
    except (httpx.HTTPError, msgspec.MsgspecError):
        return None
