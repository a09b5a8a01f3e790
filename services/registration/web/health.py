"""Liveness, readiness and metrics endpoints for operations."""

from typing import Final

import msgspec
from litestar import Response, route
from litestar.enums import HttpMethod

from services.registration.store.health import service_status
from services.registration.web import metrics, security
from services.registration.web.services import AppServices
from shared.postgres import PASSING

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`redis` and events do not affect readiness: registration works without the queue, which holds only work in flight.

    `events_parked`: events that notify could not handle; `oldest_event_seconds`: age of the oldest that it has not
    answered. None where the database does not answer.
    """

    status: str
    database: str
    redis: str
    events_parked: int | None
    oldest_event_seconds: int | None


@route("/health/live", http_method=_GET, name="live")
async def live() -> Response[bytes]:
    return Response(b'{"status":"live"}', media_type="application/json", headers=security.HEADERS)


@route("/health/ready", http_method=_GET, name="ready")
async def ready(services: AppServices) -> Response[bytes]:
    found = await services.readiness.look()
    health = Health(
        status="ready" if found.is_ready else "not ready",
        database=found.database,
        redis=found.redis,
        events_parked=None if found.events is None else found.events.parked,
        oldest_event_seconds=None if found.events is None else int(found.events.oldest_seconds),
    )
    return Response(
        msgspec.json.encode(health),
        status_code=200 if found.is_ready else 503,
        media_type="application/json",
        headers=security.HEADERS,
    )


@route("/metrics", http_method=_GET, name="metrics")
async def show_metrics(services: AppServices) -> Response[bytes]:
    status = None
    try:
        async with services.pool.acquire(timeout=2) as conn:
            status = await service_status.read(conn)
    except PASSING:
        pass
    text = services.metrics.text(status)
    return Response(text, media_type=metrics.TEXT, headers=security.HEADERS)


handlers = [live, ready, show_metrics]
