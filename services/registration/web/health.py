"""Is it alive, is it ready, and how does it stand: for those who run it."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State

from services.registration.store import standing
from services.registration.web import metrics, security
from shared.channel import queue
from shared.postgres import PASSING


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`redis` is told and not required: it holds only work in flight, and people can register without it."""

    status: str
    database: str
    redis: str


@get("/health/live", name="live")
async def live() -> Response[bytes]:
    return Response(b'{"status":"live"}', media_type="application/json", headers=security.HEADERS)


@get("/health/ready", name="ready")
async def ready(request: Request[Any, Any, State]) -> Response[bytes]:
    database = await _database(request.app.state)
    health = Health(
        status="ready" if database == "ok" else "not ready",
        database=database,
        redis=await _redis(request.app.state),
    )
    return Response(
        msgspec.json.encode(health),
        status_code=200 if database == "ok" else 503,
        media_type="application/json",
        headers=security.HEADERS,
    )


@get("/metrics", name="metrics")
async def show_metrics(request: Request[Any, Any, State]) -> Response[bytes]:
    found = None
    try:
        async with request.app.state.pool.acquire(timeout=2) as conn:
            found = await standing.read(conn)
    except PASSING:
        pass
    text = request.app.state.metrics.text(found)
    return Response(text, media_type=metrics.TEXT, headers=security.HEADERS)


async def _database(state: State) -> str:
    try:
        async with state.pool.acquire(timeout=2) as conn:
            return "ok" if await standing.is_migrated(conn) else "not migrated"
    except PASSING:
        return "away"


async def _redis(state: State) -> str:
    try:
        await state.channel.redis.ping()
    except queue.AWAY:
        return "away"
    return "ok"


handlers = [live, ready, show_metrics]
