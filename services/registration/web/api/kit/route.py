"""One route of the API: who may, what comes in, what goes out; and the way from a request to its answer."""

import hashlib
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import HttpMethod, Request, Response
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

from services.registration.domain import permissions
from services.registration.store import idempotency
from services.registration.store.idempotency import StoredResponse
from services.registration.store.transaction import one_transaction
from services.registration.web import callers, security
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
from services.registration.web.services import AppServices, Services
from shared import times

PREFIX: Final = "/api/v1"
JSON: Final = "application/json"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table of contents; the structs are what OpenAPI tells."""

    method: str
    path: str
    answer: Handler
    permission: str  # an action of domain/permissions.py
    summary: str
    body: Any = None  # Any: a struct, or a list of them
    consumes: tuple[str, ...] = ()  # the media types of a body that is no JSON
    query: type[msgspec.Struct] = NoQuery
    response: Any = None  # Any: a struct, or a page of them
    status: int = 200


def handler(route: Route) -> HTTPRouteHandler:
    """Make the Litestar handler of a route."""

    async def respond(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
        return await _respond(route, request, services)

    return HTTPRouteHandler(
        PREFIX + route.path,
        http_method=HttpMethod(route.method),
        status_code=200,  # each answer says its own
        name=f"{route.method} {PREFIX}{route.path}",
        opt={"route": route},
    )(respond)


async def _respond(route: Route, request: Request[Any, Any, State], services: Services) -> Response[bytes]:
    holder = await security.token_holder(request, services)
    language = preferred(request.headers.get("accept-language"))
    caller = callers.from_token(holder, now=times.now(), language=language)
    if not permissions.may(caller.actor, route.permission):
        raise RoleTooLow
    ask = ApiRequest(
        caller=caller,
        services=services,
        path=request.path_params,
        query=dict(request.query_params.items()),
        body=await request.body(),
    )
    ask.read_query(route.query)
    key = request.headers.get("idempotency-key")
    if route.method == "POST" and key is not None:
        kept = await _once(route, ask, key, token_id=holder.id, path=request.url.path)
    else:
        kept = _kept(await route.answer(ask))
    headers = dict(security.HEADERS)
    if kept.body:
        headers["content-type"] = JSON
    if kept.location:
        headers["location"] = kept.location
    return BytesResponse(kept.body, status=kept.status, headers=headers)


async def _once(route: Route, ask: ApiRequest, key: str, *, token_id: UUID, path: str) -> StoredResponse:
    # The key, the answer and what was done are committed together: whoever did not get the answer, because we or the
    # network died after the commit, gets the same one by asking again. An error undoes all three.
    if not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
        raise BadInput(errors=[ErrorItem("Idempotency-Key", "key")])
    canonical = msgspec.json.encode([path, dict(ask.query), decode(ask.body)], order="sorted")
    request_hash = hashlib.sha256(canonical).digest()
    async with one_transaction(ask.pool) as conn:
        found = await idempotency.claim(conn, token_id, key, request_hash)
        if found == "running":
            raise StillRunning
        if found == "another":
            raise KeyUsedOtherwise
        if isinstance(found, StoredResponse):
            return found
        kept = _kept(await route.answer(ask))
        await idempotency.keep(conn, token_id, key, request_hash, kept)
    return kept


def _kept(reply: ApiResponse) -> StoredResponse:
    body = b"" if reply.status == 204 else msgspec.json.encode(reply.body)
    return StoredResponse(reply.status, body, f"{PREFIX}{reply.location}" if reply.location else None)
