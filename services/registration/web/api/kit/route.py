"""One route of the API: permission, request, response; and how a request is answered."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from litestar import HttpMethod, Request, Response
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.types import Empty

from services.registration.domain import permissions
from services.registration.store.access import idempotency
from services.registration.store.access.idempotency import StoredResponse
from services.registration.store.transaction import one_transaction
from services.registration.web import callers, security
from services.registration.web.api.kit.problems import (
    BadInput,
    ErrorItem,
    KeyUsedOtherwise,
    RoleTooLow,
    StillRunning,
)
from services.registration.web.api.kit.reading import decode, read_query
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    DryRunQuery,
    Handler,
    NoQuery,
    etag_of,
    read_if_match,
)
from services.registration.web.kit.bytes_response import BytesResponse
from services.registration.web.kit.dry_run import dry_run
from services.registration.web.language import preferred
from services.registration.web.services import AppServices, Services
from shared import times
from shared.plan_preview import LaterMailCount, MailCount, PlanPreview
from shared.postgres import Conn

PREFIX: Final = "/api/v1"
JSON: Final = "application/json"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One API route; OpenAPI is generated from its structs and texts."""

    method: str
    path: str
    answer: Handler
    permission: str  # an action of domain/permissions.py
    summary: str
    body: Any = None  # Any: a struct, or a list of them
    consumes: tuple[str, ...] = ()  # media types of a body that is not JSON
    query: type[msgspec.Struct] = NoQuery
    largest_body: int | None = None  # in bytes, where it may be larger than others
    response: Any = None  # Any: a struct, or a page of them
    status: int = 200
    # What takes long is done before the transaction of an Idempotency-Key or a dry run; `request.prepared()` has the result.
    prepare: Callable[[ApiRequest], Awaitable[object]] | None = None
    # What asks notify has no transaction around it, and a dry run of its own.
    asks_notify: bool = False

    @property
    def is_tried_here(self) -> bool:
        """Whether `?dry_run=true` is answered for the route, which writes and does not have a dry run of its own."""
        return self.method != "GET" and "dry_run" not in self.query.__struct_fields__


class DryRunAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to `?dry_run=true`; nothing was kept.

    `mails` would go at once, `later` on their day; `stopped` are planned and would not go any more; `unreachable` counts
    those that have no address to go to. `result` is what the request would have answered.
    """

    mails: list[MailCount]
    later: list[LaterMailCount]
    stopped: list[MailCount]
    unreachable: int
    warnings: list[Any]  # Any: those of the result
    result: Any  # Any: one of the wire structs
    dry_run: bool = True


def handler(route: Route) -> HTTPRouteHandler:
    """Make the Litestar handler of a route."""

    async def respond(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
        return await _respond(route, request, services)

    return HTTPRouteHandler(
        PREFIX + route.path,
        http_method=HttpMethod(route.method),
        status_code=200,  # each response sets its own
        name=f"{route.method} {PREFIX}{route.path}",
        opt={"route": route},
        request_max_body_size=route.largest_body or Empty,
    )(respond)


async def _respond(route: Route, request: Request[Any, Any, State], services: Services) -> Response[bytes]:
    holder = await security.token_holder(request, services)
    language = preferred(request.headers.get("accept-language"))
    caller = callers.from_token(holder, now=times.now(), language=language)
    if not permissions.may(caller.actor, route.permission):
        raise RoleTooLow
    query = dict(request.query_params.items())
    is_dry_run = route.is_tried_here and _take_dry_run(query)
    api_request = ApiRequest(
        caller=caller,
        services=services,
        path=request.path_params,
        query=query,
        is_dry_run=is_dry_run,
        body=await request.body(),
        media_type=request.headers.get("content-type", ""),
        if_match=None
        if route.method == "GET"
        else read_if_match(request.headers.get("if-match"), is_patch=route.method == "PATCH"),
    )
    api_request.read_query(route.query)
    if route.prepare is not None:
        api_request = await _prepared(route.prepare, api_request)
    key, etag = request.headers.get("idempotency-key"), None
    if is_dry_run:
        request.scope["is_dry_run"] = True  # type: ignore[typeddict-unknown-key]  # read in instrumentation.py
        stored = await _try(route, api_request)
    elif route.method == "POST" and key is not None:
        stored = await _run_idempotently(route, api_request, key, token_id=holder.id, path=request.url.path)
    else:
        response = await route.answer(api_request)
        stored, etag = _stored_response(response), etag_of(response.body)
    headers = dict(security.HEADERS)
    if etag is not None:
        headers["etag"] = etag
    if stored.body:
        headers["content-type"] = JSON
    if stored.location:
        headers["location"] = stored.location
    return BytesResponse(stored.body, status=stored.status, headers=headers)


def _take_dry_run(query: dict[str, str]) -> bool:
    """Take `dry_run` out of the query, where the routes do not expect it, and read it."""
    given = {name: query.pop(name) for name in DryRunQuery.__struct_fields__ if name in query}
    return read_query(given, DryRunQuery).dry_run


async def _prepared(
    prepare: Callable[[ApiRequest], Awaitable[object]], api_request: ApiRequest
) -> ApiRequest:
    """Return the request with what was prepared, or with the refusal: a key that was used before answers as it did then."""
    try:
        outcome = await prepare(api_request)
    except Exception as refused:  # noqa: BLE001 - raised where the result is asked for
        return msgspec.structs.replace(api_request, refused=refused)
    return msgspec.structs.replace(api_request, outcome=outcome)


async def _try(route: Route, api_request: ApiRequest) -> StoredResponse:
    """Do all of it, roll it back, and answer what it would have answered, and mailed. No Idempotency-Key is used up."""
    if route.asks_notify:
        response, plan = await route.answer(api_request), PlanPreview()
    else:
        tried = await dry_run(
            api_request.services, api_request.organiser_id, lambda: route.answer(api_request)
        )
        response, plan = tried.result, tried.plan
    body = DryRunAnswer(
        mails=plan.mails if response.mails is None else response.mails,
        later=plan.later,
        stopped=plan.stopped,
        unreachable=plan.unreachable,
        warnings=getattr(response.body, "warnings", None) or [],
        result=response.body if response.kept_body is None else response.kept_body,
    )
    return StoredResponse(200, msgspec.json.encode(body), None)


async def _run_idempotently(
    route: Route, api_request: ApiRequest, key: str, *, token_id: UUID, path: str
) -> StoredResponse:
    # The key, the response and the changes are committed together: a client that lost the response, because the
    # service or the network failed after the commit, gets the same one by retrying. An error rolls back all three.
    if not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
        raise BadInput(errors=[ErrorItem("Idempotency-Key", "key")])
    said: Any = hashlib.sha256(api_request.body).hexdigest() if route.consumes else decode(api_request.body)
    canonical = msgspec.json.encode([path, dict(api_request.query), said], order="sorted")
    claim = _Claim(token_id, key, hashlib.sha256(canonical).digest())
    if route.asks_notify:
        return await _run_outside(route, api_request, claim)
    async with one_transaction(api_request.pool) as conn:
        known = await _claimed(conn, claim)
        return known or await _keep(conn, claim, await route.answer(api_request))


async def _run_outside(route: Route, api_request: ApiRequest, claim: "_Claim") -> StoredResponse:
    """Ask notify between two transactions: the first answer to a key is kept, should two have asked at once."""
    async with one_transaction(api_request.pool) as conn:
        if known := await _claimed(conn, claim):
            return known
    response = await route.answer(api_request)
    async with one_transaction(api_request.pool) as conn:
        known = await _claimed(conn, claim)
        return known or await _keep(conn, claim, response)


class _Claim(NamedTuple):
    token_id: UUID
    key: str
    request_hash: bytes


async def _claimed(conn: Conn, claim: _Claim) -> StoredResponse | None:
    """Claim the key until the transaction ends; return the response that it has, if it was used before."""
    claimed = await idempotency.claim(conn, *claim)
    if claimed == "running":
        raise StillRunning
    if claimed == "another":
        raise KeyUsedOtherwise
    return claimed if isinstance(claimed, StoredResponse) else None


async def _keep(conn: Conn, claim: _Claim, response: ApiResponse) -> StoredResponse:
    stored = kept = _stored_response(response)
    if response.kept_body is not None:
        kept = _stored_response(msgspec.structs.replace(response, body=response.kept_body))
    await idempotency.keep(conn, *claim, kept)
    return stored


def _stored_response(response: ApiResponse) -> StoredResponse:
    body = b"" if response.status == 204 else msgspec.json.encode(response.body)
    return StoredResponse(
        response.status, body, f"{PREFIX}{response.location}" if response.location else None
    )
