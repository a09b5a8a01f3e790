"""/health/live, /health/ready and /metrics: without authorisation, and without personal data."""

from typing import Final

from litestar import Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod, MediaType

from services.notify.store import inbound_messages, ledger
from services.notify.web.metrics import TEXT
from shared.postgres import PASSING
from shared.service.readiness import OK, Readiness

_GET: Final = [HttpMethod.GET, HttpMethod.HEAD]


@route("/health/live", http_method=_GET, media_type=MediaType.TEXT)
async def live() -> str:
    """The process answers."""
    return "ok\n"


@route("/health/ready", http_method=_GET, media_type=MediaType.TEXT)
async def ready(state: State) -> Response[str]:
    """The database takes writes, its schema is there, and this worker claims. What else is amiss stands below."""
    found: Readiness = await state.readiness.look()
    if not found.is_ready:
        return Response(f"the database: {found.database}\n", status_code=503)
    if not state.is_up():
        return Response("not delivering\n", status_code=503)
    lines = ["ok"]
    if found.redis != OK:
        lines.append(f"the queue: {found.redis}")
    if found.events and found.events.parked:
        lines.append(f"events parked: {found.events.parked}")
    return Response("\n".join([*lines, ""]))


@route("/metrics", http_method=_GET, media_type=MediaType.TEXT)
async def metrics(state: State) -> Response[bytes]:
    """Return the metrics in Prometheus text format."""
    try:
        async with state.pool.acquire(timeout=2) as conn:
            text = state.metrics.text(
                await ledger.status(conn), await ledger.by_status(conn), await inbound_messages.count(conn)
            )
    except PASSING:
        text = state.metrics.text(None, {}, {})
    return Response(text, headers={"content-type": TEXT})
