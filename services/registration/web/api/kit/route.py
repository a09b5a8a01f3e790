"""One route of the API: who may, what comes in, what goes out; and the way from a request to its answer."""

import hashlib
from typing import Any, Final

import msgspec
from litestar import HttpMethod, Request, Response
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

from services.registration.store import idempotency
from services.registration.store.idempotency import StoredResponse
from services.registration.store.transaction import one_transaction
from services.registration.web import security
from services.registration.web.api.kit.problems import (
    BadInput,
    ErrorItem,
    KeyUsedOtherwise,
    RoleTooLow,
    StillRunning,
)
from services.registration.web.api.kit.reading import decode
from services.registration.web.api.kit.request import ApiRequest, ApiResponse, Handler, NoQuery
from services.registration.web.kit.bytes_response import BytesResponse
from services.registration.web.language import preferred
from shared import times

PREFIX: Final = "/api/v1"
JSON: Final = "application/json"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table of contents; the structs are what OpenAPI tells."""

    method: str
    path: str
    answer: Handler
    says: str
    body: Any = None  # Any: a struct, or a list of them
    takes: tuple[str, ...] = ()  # the media types of a body that is no JSON
    query: type[msgspec.Struct] = NoQuery
    shows: Any = None  # Any: a struct, or a page of them
    status: int = 200


def handler(route: Route) -> HTTPRouteHandler:
    """Make the Litestar handler of a route."""

    async def respond(request: Request[Any, Any, State]) -> Response[bytes]:
        return await _respond(route, request)

    return HTTPRouteHandler(
        PREFIX + route.path,
        http_method=HttpMethod(route.method),
        status_code=200,  # each answer says its own
        name=f"{route.method} {PREFIX}{route.path}",
        opt={"route": route},
    )(respond)


async def _respond(route: Route, request: Request[Any, Any, State]) -> Response[bytes]:
    caller = await security.caller(request)
    if route.method != "GET" and caller.role == "viewer":
        raise RoleTooLow
    ask = ApiRequest(
        caller=caller,
        pool=request.app.state.pool,
        notify=request.app.state.notify,
        now=times.now(),
        base_url=request.app.state.settings.base_url,
        language=preferred(request.headers.get("accept-language")),
        path=request.path_params,
        query=dict(request.query_params.items()),
        body=await request.body(),
        wake=request.app.state.wake,
    )
    ask.read_query(route.query)
    key = request.headers.get("idempotency-key")
    if route.method == "POST" and key is not None:
        kept = await _once(route, ask, key, request.url.path)
    else:
        kept = _kept(await route.answer(ask))
    headers = dict(security.HEADERS)
    if kept.body:
        headers["content-type"] = JSON
    if kept.location:
        headers["location"] = kept.location
    return BytesResponse(kept.body, status=kept.status, headers=headers)


async def _once(route: Route, ask: ApiRequest, key: str, path: str) -> StoredResponse:
    # The key, the answer and what was done are committed together: whoever did not get the answer, because we or the
    # network died after the commit, gets the same one by asking again. An error undoes all three.
    if not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
        raise BadInput(errors=[ErrorItem("Idempotency-Key", "key")])
    canonical = msgspec.json.encode([path, dict(ask.query), decode(ask.body)], order="sorted")
    request_hash = hashlib.sha256(canonical).digest()
    async with one_transaction(ask.pool) as conn:
        found = await idempotency.claim(conn, ask.caller.id, key, request_hash)
        if found == "running":
            raise StillRunning
        if found == "another":
            raise KeyUsedOtherwise
        if isinstance(found, StoredResponse):
            return found
        kept = _kept(await route.answer(ask))
        await idempotency.keep(conn, ask.caller.id, key, request_hash, kept)
    return kept


def _kept(reply: ApiResponse) -> StoredResponse:
    body = b"" if reply.status == 204 else msgspec.json.encode(reply.body)
    return StoredResponse(reply.status, body, f"{PREFIX}{reply.location}" if reply.location else None)
