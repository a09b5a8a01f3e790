"""`/r/…/uppgifter` and `/r/…/radera`: a person's stored data as a file, and its erasure."""

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

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_MOST: Final = 500


class _Mails(msgspec.Struct, frozen=True):
    """A page of notify's mail ledger."""

    items: list[dict[str, Any]]  # Any: JSON
    next: str | None


@route("/r/{token:str}/uppgifter", http_method=_GET)
async def show_my_data(request: PageRequest, services: AppServices) -> Response[bytes]:
    """All stored data of the person as a JSON file; 403 for a protected identity, whose data no link gives out."""
    context = await handlers.find(request, services)
    texts = context.words.data
    if context.setting.protected_identity:
        raise ShortCircuit(
            message(PageContext(context.locale, context.setting, here=context.path), status=403, heading=texts.protected, leads=(texts.protected_lead,))
        )  # fmt: skip
    async with reading(services.pool) as conn:
        data = await my_data.read(conn, context.registration.organiser_id, context.registration.person_id)
    mails = await _mails(services.notify, context)
    data = {"made_at": times.now(), **data, "mails": mails}
    if mails is None:
        data["mails_missing"] = texts.mails_missing
    return Response(
        msgspec.json.format(msgspec.json.encode(data), indent=2),
        media_type="application/json",
        headers={
            **headers(language=context.locale.language),
            "content-disposition": f'attachment; filename="{texts.file_name}"',
        },
    )


@route("/r/{token:str}/radera", http_method=_GET)
async def ask_to_erase(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The confirmation page, which says what erasure means; a GET changes nothing."""
    context = await handlers.find(request, services)
    texts, path = context.words.data, f"{context.path}/radera"
    lead = texts.ask_lead.format(organiser=context.setting.organiser_name)
    page = ConfirmPage(
        layout=build_layout(PageContext(context.locale, context.setting, here=path), title=texts.ask),
        hero=Hero(heading=texts.ask, leads=(lead, texts.ask_no_way_back)),
        action=context.locale.address(path),
        field="erase",
        value="yes",
        yes=texts.do_erase,
        keep=Link(texts.keep, context.locale.address(context.path)),
    )
    return respond("confirm", page, language=context.locale.language)


@post("/r/{token:str}/radera")
async def erase(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Erase the person, and redirect to the page that the link leads to afterwards."""
    context = await handlers.find(request, services)
    await forget_person.forget(services.pool, context.caller, context.registration.person_id)
    services.wake()
    return go_to(context.locale.address(context.path))


async def _mails(
    notify: httpx.AsyncClient, context: MyPageContext
) -> list[dict[str, Any]] | None:  # Any: JSON
    """Every mail to the person from notify's ledger; None if notify does not answer."""
    mails: list[dict[str, Any]] = []
    params = {
        "organiser_id": str(context.registration.organiser_id),
        "person_id": str(context.registration.person_id),
        "sees_protected": "true",
        "limit": str(_MOST),
    }
    try:
        while True:
            answer = await notify.get("/internal/deliveries", params=params)
            answer.raise_for_status()
            page = msgspec.json.decode(answer.content, type=_Mails)
            mails += page.items
            if page.next is None:
                return mails
            params["after"] = page.next
    except (httpx.HTTPError, msgspec.MsgspecError):
        return None
