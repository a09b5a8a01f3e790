"""Liveness, readiness and metrics endpoints for operations."""

import msgspec
from litestar import Response, get

from services.registration.store.health import service_status
from services.registration.web import metrics, security
from services.registration.web.services import AppServices, Services
from shared.channel import queue
from shared.postgres import PASSING


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`redis` does not affect readiness: it holds only work in flight, and registration works without it."""

    status: str
    database: str
    redis: str


@get("/health/live", name="live")
async def live() -> Response[bytes]:
    return Response(b'{"status":"live"}', media_type="application/json", headers=security.HEADERS)


@get("/health/ready", name="ready")
async def ready(services: AppServices) -> Response[bytes]:
    database = await _database(services)
    health = Health(
        status="ready" if database == "ok" else "not ready",
        database=database,
        redis=await _redis(services),
    )
    return Response(
        msgspec.json.encode(health),
        status_code=200 if database == "ok" else 503,
        media_type="application/json",
        headers=security.HEADERS,
    )


@get("/metrics", name="metrics")
async def show_metrics(services: AppServices) -> Response[bytes]:
    status = None
    try:
        async with services.pool.acquire(timeout=2) as conn:
            status = await service_status.read(conn)
    except PASSING:
        pass
    text = services.metrics.text(status)
    return Response(text, media_type=metrics.TEXT, headers=security.HEADERS)


async def _database(services: Services) -> str:
    try:
        async with services.pool.acquire(timeout=2) as conn:
            return "ok" if await service_status.is_migrated(conn) else "not migrated"
    except PASSING:
        return "away"


async def _redis(services: Services) -> str:
    try:
        await services.channel.redis.ping()
    except queue.AWAY:
        return "away"
    return "ok"


handlers = [live, ready, show_metrics]
