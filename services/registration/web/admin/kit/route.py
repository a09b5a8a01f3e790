"""One page or form for staff: its permission, and how a request is answered."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

import msgspec
from litestar import HttpMethod, Response
from litestar.handlers import HTTPRouteHandler

from services.registration.domain import permissions
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NotFound, RegistrationError, SentTooOften
from services.registration.domain.staff import SignedIn
from services.registration.store.access import staff_sessions, tokens
from services.registration.store.transaction import reading
from services.registration.web import callers
from services.registration.web.admin.kit import session, sign_in_page, told
from services.registration.web.admin.kit.layout import Room, StaffLayout, layout
from services.registration.web.admin.kit.session import PageRequest
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.forms.posted_form import PostedForm, redisplay
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.responses import go_to
from services.registration.web.services import AppServices, Services
from services.registration.web.wording import WORDING, Wording, explained
from shared import times
from shared.postgres import Pool

_CONFLICT: Final = 409
_REFUSED: Final = 403
_TOO_MANY: Final = 429


class StaffRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request by somebody who is signed in and may do what the route does; `form` is empty for a GET.

    `session_hash` names the session as its row does.
    """

    caller: Caller
    services: Services
    signed_in: SignedIn
    locale: Locale
    path_params: Mapping[str, Any]  # Any: as Litestar parses them
    query: Mapping[str, str]
    form: PostedForm
    body: bytes
    content_type: str
    here: str
    session_hash: bytes = b""

    @property
    def pool(self) -> Pool:
        return self.services.pool

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def base(self) -> str:
        """The path of the organiser's pages for staff."""
        return f"/admin/{self.signed_in.slug}"

    @property
    def id(self) -> UUID:
        """The id in the path."""
        found: UUID = self.path_params["id"]
        return found

    def may(self, action: str) -> bool:
        """Whether to offer what this action does."""
        return permissions.may(self.caller.actor, action)

    def address(self, path: str, **query: str) -> str:
        """A path below the organiser's, with the chosen language."""
        return self.locale.address(f"{self.base}{path}", **query)

    def layout(
        self, title: str, room: Room, *, path: tuple[Link, ...] = (), is_error: bool = False
    ) -> StaffLayout:
        """The layout of this page."""
        return layout(
            self.signed_in, self.locale, title=title, here=self.here, room=room, path=path, is_error=is_error
        )

    def go_to(self, path: str, **query: str) -> Response[bytes]:
        """Redirect to a page of this organiser after a post."""
        return go_to(self.address(path, **query))


Answer: TypeAlias = Callable[[StaffRequest], Awaitable[Response[bytes]]]


class AdminRoute(msgspec.Struct, frozen=True, kw_only=True):
    """`path` is below `/admin/{organiser}`; `permission` is an action of domain/permissions.py."""

    method: Literal["GET", "POST"]
    path: str
    answer: Answer
    permission: str
    largest: int | None = None  # bytes of the body, where it is not a form of fields


def form_routes(path: str, ask: Answer, act: Answer, permission: str) -> tuple[AdminRoute, AdminRoute]:
    """The page with a form, and its post: only whoever may do it sees the form."""
    return (
        AdminRoute(method="GET", path=path, answer=ask, permission=permission),
        AdminRoute(method="POST", path=path, answer=act, permission=permission),
    )


def handler(route: AdminRoute) -> HTTPRouteHandler:
    """Make the Litestar handler of a route."""

    async def respond(request: PageRequest, services: AppServices) -> Response[bytes]:
        try:
            return await _respond(route, request, services)
        except ShortCircuit as instead:
            return instead.response

    more: dict[str, Any] = {} if route.largest is None else {"request_max_body_size": route.largest}
    methods = [HttpMethod.GET, HttpMethod.HEAD] if route.method == "GET" else [HttpMethod.POST]
    return HTTPRouteHandler(
        "/{organiser:str}" + route.path,
        http_method=methods,
        status_code=200,  # each response sets its own
        name=f"{route.method} /admin/{{organiser}}{route.path}",
        opt={"admin_route": route},
        **more,
    )(respond)


async def _respond(route: AdminRoute, request: PageRequest, services: Services) -> Response[bytes]:
    now = times.now()
    if route.method == "POST" and not session.is_from_our_pages(request):
        return told.refused(locale_of(request), "from_elsewhere", status=_REFUSED)
    signed_in = await find_session(request, services, request.path_params["organiser"])
    if signed_in is None:
        return await _without_session(route, request, services)
    locale = locale_of(request, signed_in.language, is_chosen=signed_in.language is not None)
    caller = callers.from_staff(signed_in, now=now, language=locale.language)
    staff = StaffRequest(
        caller=caller,
        services=services,
        signed_in=signed_in,
        locale=locale,
        path_params=request.path_params,
        query={name: redisplay(value) for name, value in request.query_params.items()},
        form=await posted_form.read(request) if route.method == "POST" else PostedForm({}),
        body=await request.body() if route.method == "POST" else b"",
        content_type=request.headers.get("content-type", ""),
        here=request.scope["path"],
        session_hash=tokens.hash_of(session.cookie_of(request, services.settings.base_url) or ""),
    )
    if not permissions.may(caller.actor, route.permission):
        return told.inside(
            staff.layout, staff.words.staff_bar.role_too_low, home=staff.address(""), status=_REFUSED
        )
    try:
        return await route.answer(staff)
    except NotFound:
        return told.inside(staff.layout, staff.words.staff_bar.not_found, home=staff.address(""), status=404)
    except RegistrationError as error:
        texts = explained(error, locale.language)
        status = _TOO_MANY if isinstance(error, SentTooOften) else _CONFLICT
        return told.inside(staff.layout, texts, home=staff.address(""), status=status)


async def find_session(request: PageRequest, services: Services, slug: str) -> SignedIn | None:
    """Return who is signed in, for the organiser of the address; None without a valid session there."""
    cookie = session.cookie_of(request, services.settings.base_url)
    if cookie is None:
        return None
    async with reading(services.pool) as conn:
        return await staff_sessions.find(conn, tokens.hash_of(cookie), slug, now=times.now())


async def _without_session(route: AdminRoute, request: PageRequest, services: Services) -> Response[bytes]:
    """Ask to sign in, and keep what was posted; somebody who is signed in elsewhere only learns that there is no such page."""
    locale = locale_of(request)
    cookie = session.cookie_of(request, services.settings.base_url)
    if cookie is not None:
        async with reading(services.pool) as conn:
            if await staff_sessions.list_all(conn, tokens.hash_of(cookie), now=times.now()):
                return told.refused(locale, "not_found", status=404)
    if route.method == "GET":
        return go_to(locale.address("/admin/sign-in", till=_with_query(request)))
    kept = posted_form.kept(request)
    return sign_in_page.show(locale, "session_ended", provider=services.provider, kept=kept, status=401)


def _with_query(request: PageRequest) -> str:
    query = request.scope["query_string"].decode("latin-1")
    return request.scope["path"] + (f"?{query}" if query else "")
