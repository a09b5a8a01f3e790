"""Server-sent events: the headers, one event as bytes, and a stream that is counted for its session."""

from collections.abc import AsyncIterator
from typing import Any, Final

from litestar import Response
from litestar.response import Stream

from services.registration.web.kit.live_streams import LiveStreams

_TOO_MANY: Final = 429
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-accel-buffering": "no",  # nginx passes each event on at once
    "x-content-type-options": "nosniff",
}


def stream(
    live: LiveStreams, session: bytes, events: AsyncIterator[bytes]
) -> Response[Any]:  # Any: a stream's content is no bytes
    """Answer with the events, which count themselves; 429 if the session has as many streams as it may."""
    if not live.has_room(session):
        return Response(b"", status_code=_TOO_MANY, media_type="text/plain", headers=dict(_HEADERS))
    return Stream(events, media_type="text/event-stream", headers=dict(_HEADERS), status_code=200)


def event(name: str, data: bytes) -> bytes:
    """One event."""
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
