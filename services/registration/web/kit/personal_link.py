"""Resolves the token of a personal link: the same steps for invitations, registrations, seats and feeds."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar
from uuid import UUID

import msgspec
from litestar import Request
from litestar.datastructures import State

from services.registration.store import erasures
from services.registration.store.views import participant
from services.registration.store.views.participant import CohortSetting
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.message import bad_link, dead_link, erased
from services.registration.web.services import Services
from shared import links
from shared.links import LinkSubject
from shared.postgres import Conn

# The letter of the link's path: stored data, an invitation, a join link, a calendar feed, a registration.
LinkKind: TypeAlias = Literal["d", "i", "j", "k", "r"]


class Named(Protocol):
    """What a link can refer to: a row of one person in one cohort. A link of an older `generation` is no longer valid."""

    @property
    def organiser_id(self) -> UUID: ...
    @property
    def cohort_id(self) -> UUID: ...
    @property
    def person_id(self) -> UUID: ...
    @property
    def generation(self) -> int: ...


T = TypeVar("T", bound=Named)


class LinkTarget(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """What a link refers to, with its cohort setting; `is_current`: the link has not been replaced by a newer one."""

    named: T
    setting: CohortSetting
    is_current: bool


async def find_target(
    conn: Conn, subject: LinkSubject, find: Callable[[Conn, UUID], Awaitable[T | None]]
) -> LinkTarget[T] | None:
    """What a link refers to, current or not; None if nothing has that id."""
    named = await find(conn, subject.id)
    if named is None:
        return None
    setting = await participant.get_setting(conn, named.organiser_id, named.cohort_id, named.person_id)
    return LinkTarget(named=named, setting=setting, is_current=named.generation == subject.generation)


def read_link(request: Request[Any, Any, State], services: Services, kind: LinkKind) -> LinkSubject:
    """The content of the link's token; raises the page for a bad link (`ShortCircuit`, 404) if it is not valid."""
    try:
        return links.read(kind, request.path_params["token"], services.settings.keys())
    except links.BadLink:
        raise no_such_link(request, kind) from None


def no_such_link(request: Request[Any, Any, State], kind: LinkKind) -> ShortCircuit:
    """The page for a link that refers to nothing."""
    return ShortCircuit(bad_link(locale_of(request), here=path_of(request, kind)))


def path_of(request: Request[Any, Any, State], kind: LinkKind) -> str:
    """The path of the personal link, without any subpage."""
    return f"/{kind}/{request.path_params['token']}"


def locale_for(request: Request[Any, Any, State], setting: CohortSetting) -> Locale:
    """The locale of the person's pages."""
    return locale_of(request, setting.person_language, is_chosen=setting.language_chosen)


async def stop_replaced_link(
    conn: Conn, locale: Locale, named: Named, setting: CohortSetting, *, path: str, is_dead: bool = True
) -> None:
    """End the request for a replaced link: a page that the person is erased (410) or, if `is_dead`, that the link is dead (404)."""
    if erasure := await erasures.find(conn, named.organiser_id, named.person_id):
        raise ShortCircuit(erased(locale, setting, erasure, here=path))
    if is_dead:
        raise ShortCircuit(dead_link(locale, setting, here=path))


async def resolve_link(
    request: Request[Any, Any, State],
    conn: Conn,
    kind: LinkKind,
    subject: LinkSubject,
    find: Callable[[Conn, UUID], Awaitable[T | None]],
) -> LinkTarget[T]:
    """What a current link refers to; else raises the page that says what is wrong with the link (`ShortCircuit`)."""
    target = await find_target(conn, subject, find)
    if target is None:
        raise no_such_link(request, kind)
    if not target.is_current:
        locale = locale_for(request, target.setting)
        await stop_replaced_link(conn, locale, target.named, target.setting, path=path_of(request, kind))
    return target
