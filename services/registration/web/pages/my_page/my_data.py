"""`/r/…/uppgifter`: mails the person a link to their stored data; `/d/…`, that link: the data as a file, and their erasure.

Whoever has a personal link may have got it from somebody else; what is stored about a person, and its erasure, is for
whoever reads the person's mail. No CSRF token, see invitation/handlers.py.
"""

from datetime import timedelta
from typing import Any, Final

import httpx
import msgspec
from litestar import Request, Response, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.actions.directory import forget_person
from services.registration.actions.registrations.send_link import send_data_link
from services.registration.domain.errors import AddressIsNew
from services.registration.store.transaction import reading
from services.registration.store.views import my_data, participant
from services.registration.store.views.participant import CohortSetting, Registration
from services.registration.web import callers
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.message import dead_link, message
from services.registration.web.kit.parts import Fact, Hero
from services.registration.web.kit.personal_link import (
    find_target,
    locale_for,
    no_such_link,
    path_of,
    read_link,
    stop_replaced_link,
)
from services.registration.web.kit.rate_limit import spend_if_posted
from services.registration.web.kit.responses import go_to, headers, respond
from services.registration.web.pages.my_page import data_shown, handlers
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.page import ConfirmPage
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import WORDING, explained
from services.registration.web.wording.words.my_data import MyDataWords
from shared import times

PageRequest = Request[Any, Any, State]

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]
_MOST: Final = 500
_LASTS: Final = timedelta(days=1)


class _Mails(msgspec.Struct, frozen=True):
    """A page of notify's mail ledger."""

    items: list[dict[str, Any]]  # Any: JSON
    next: str | None


class DataPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the mailed link leads to: the data to read and as a file, and a form that erases."""

    layout: Layout
    hero: Hero
    facts: tuple[Fact, ...]
    file: Link | None
    file_about: str
    erase_heading: str
    erase_leads: tuple[str, ...]
    action: str
    erase: str


class _DataContext(msgspec.Struct, frozen=True, kw_only=True):
    """The registration that a link to stored data names."""

    registration: Registration
    setting: CohortSetting
    locale: Locale
    path: str

    @property
    def texts(self) -> MyDataWords:
        return WORDING[self.locale.language].data


@route(["/r/{token:str}/uppgifter", "/r/{token:str}/radera"], http_method=_GET)
async def ask_for_my_data(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Say that a link will be mailed; a GET changes nothing."""
    context = await handlers.find(request, services, is_after_end_too=True)
    texts = context.words.data
    if context.setting.person_email is None:
        raise ShortCircuit(
            message(
                PageContext(context.locale, context.setting, here=context.path),
                status=409,
                heading=texts.no_address,
                leads=(texts.no_address_lead,),
            )
        )
    path = f"{context.path}/uppgifter"
    page = ConfirmPage(
        layout=build_layout(PageContext(context.locale, context.setting, here=path), title=texts.mine),
        hero=Hero(
            heading=texts.mine,
            leads=(texts.mine_lead.format(organiser=context.setting.organiser_name), texts.mine_why),
        ),
        action=context.locale.address(path),
        field="send",
        value="yes",
        yes=texts.send,
        keep=Link(texts.back, context.locale.address(context.path)),
    )
    return respond("confirm", page, language=context.locale.language)


@post(["/r/{token:str}/uppgifter", "/r/{token:str}/radera"])
async def mail_link_to_my_data(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Mail the link to the stored address; nothing is shown or erased."""
    context = await handlers.find(request, services, is_after_end_too=True)
    if context.setting.person_email is None:
        return go_to(context.locale.address(f"{context.path}/uppgifter"))
    try:
        await send_data_link(services.pool, context.caller, context.registration.id)
    except AddressIsNew as error:
        return _refused(context, error)
    services.wake()
    texts = context.words.data
    return message(
        PageContext(context.locale, context.setting, here=context.path),
        status=200,
        heading=texts.sent,
        leads=(texts.sent_lead,),
        link=Link(texts.back, context.locale.address(context.path)),
    )


def _refused(context: MyPageContext, error: AddressIsNew) -> Response[bytes]:
    refused = explained(error, context.locale.language)
    return message(
        PageContext(context.locale, context.setting, here=context.path),
        status=409,
        heading=refused.title,
        leads=(refused.detail,),
        link=Link(context.words.data.back, context.locale.address(context.path)),
    )


@route("/d/{token:str}", http_method=_GET)
async def show_my_data(request: PageRequest, services: AppServices) -> Response[bytes]:
    """The page of the mailed link; a GET changes nothing."""
    context = await _find(request, services)
    if context.setting.protected_identity:
        return respond("my_data", _data_page(context, ()), language=context.locale.language)
    async with reading(services.pool) as conn:
        data = await my_data.read(conn, context.registration.organiser_id, context.registration.person_id)
    shown = tuple(data_shown.facts(data, context.setting, WORDING[context.locale.language]))
    return respond("my_data", _data_page(context, shown), language=context.locale.language)


@route("/d/{token:str}/fil", http_method=_GET)
async def download_my_data(request: PageRequest, services: AppServices) -> Response[bytes]:
    """All stored data of the person as a JSON file; 403 for a protected identity, whose data no link gives out."""
    context = await _find(request, services)
    registration, texts = context.registration, context.texts
    if context.setting.protected_identity:
        page = PageContext(context.locale, context.setting, here=context.path)
        raise ShortCircuit(message(page, status=403, heading=texts.protected, leads=(texts.protected_lead,)))
    async with reading(services.pool) as conn:
        data = await my_data.read(conn, registration.organiser_id, registration.person_id)
    mails = await _mails(services.notify, registration)
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


@post("/d/{token:str}")
async def erase(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Erase the person if the button was pressed, and redirect to the page that the link leads to afterwards."""
    context = await _find(request, services)
    registration, now = context.registration, times.now()
    await spend_if_posted(request, services, registration.organiser_id, registration.id, now)
    if (await posted_form.read(request)).text("erase") == "yes":
        caller = callers.from_link(
            registration.organiser_id, registration.person_id, now=now, language=context.locale.language
        )
        await forget_person.forget(services.pool, caller, registration.person_id)
        services.wake()
    return go_to(context.locale.address(context.path))


async def _find(request: PageRequest, services: Services) -> _DataContext:
    """What the link names; ends the request if it is not valid, older than a day, or the person is erased (`ShortCircuit`)."""
    subject = read_link(request, services, "d")
    async with reading(services.pool) as conn:
        target = await find_target(conn, subject, participant.find_registration)
        if target is None:
            raise no_such_link(request, "d")
        registration, setting = target.named, target.setting
        locale, path = locale_for(request, setting), path_of(request, "d")
        await stop_replaced_link(conn, locale, registration, setting, path=path, is_dead=False)
    asked_at = registration.data_asked_at
    is_current = subject.generation == registration.data_generation
    if not is_current or asked_at is None or asked_at + _LASTS <= times.now():
        raise ShortCircuit(dead_link(locale, setting, here=path))
    return _DataContext(registration=registration, setting=setting, locale=locale, path=path)


def _data_page(context: _DataContext, shown: tuple[Fact, ...]) -> DataPage:
    texts, organiser = context.texts, context.setting.organiser_name
    is_protected = context.setting.protected_identity
    return DataPage(
        layout=build_layout(
            PageContext(context.locale, context.setting, here=context.path), title=texts.mine
        ),
        hero=Hero(heading=texts.mine, leads=(texts.mine_found.format(organiser=organiser),)),
        facts=shown,
        file=None if is_protected else Link(texts.file, context.locale.address(f"{context.path}/fil")),
        file_about=texts.protected_lead if is_protected else texts.file_about,
        erase_heading=texts.ask,
        erase_leads=(texts.ask_lead.format(organiser=organiser), texts.ask_no_way_back),
        action=context.locale.address(context.path),
        erase=texts.do_erase,
    )


async def _mails(
    notify: httpx.AsyncClient, registration: Registration
) -> list[dict[str, Any]] | None:  # Any: JSON
    """Every mail to the person from notify's ledger; None if notify does not answer."""
    mails: list[dict[str, Any]] = []
    params = {
        "organiser_id": str(registration.organiser_id),
        "person_id": str(registration.person_id),
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
