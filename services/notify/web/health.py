"""/health/live, /health/ready and /metrics: without authorisation, and without personal data."""

from litestar import Response, get
from litestar.datastructures import State
from litestar.enums import MediaType

from services.notify.store import ledger
from services.notify.web.metrics import TEXT
from shared.postgres import PASSING


@get("/health/live", media_type=MediaType.TEXT)
async def live() -> str:
    """The process answers."""
    return "ok\n"


@get("/health/ready", media_type=MediaType.TEXT)
async def ready(state: State) -> Response[str]:
    """The database answers, its schema is there, and this worker claims."""
    try:
        async with state.pool.acquire(timeout=2) as conn:
            number = await ledger.migrated(conn)
    except PASSING:
        return Response("the database is away\n", status_code=503)
    if not number:
        return Response("the schema is not there\n", status_code=503)
    return Response("ok\n") if state.is_up() else Response("not delivering\n", status_code=503)


@get("/metrics", media_type=MediaType.TEXT)
async def metrics(state: State) -> Response[bytes]:
    """Return the metrics in Prometheus text format."""
    try:
        async with state.pool.acquire(timeout=2) as conn:
            text = state.metrics.text(await ledger.status(conn), await ledger.by_status(conn))
    except PASSING:
        text = state.metrics.text(None, {})
    return Response(text, headers={"content-type": TEXT})
