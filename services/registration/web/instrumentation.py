"""Wraps every request: correlation id, log line, metrics; wakes the outbox publisher after a write.

What a request has used of a limit is given back where the answer is a fault of ours.
"""

import logging
import time
from functools import cached_property
from typing import Any

from litestar import Litestar
from litestar.types import HTTPScope, Message, Receive, Send

from services.registration.web.kit import rate_limit
from services.registration.web.services import Services
from shared.logs import acting, new_correlation

log = logging.getLogger(__name__)

_STREAM = b"text/event-stream"
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
# No token, too low a role, too many: what somebody who tries doors meets.
_REFUSALS = frozenset({401, 403, 429})
_OUR_FAULT = 500


class InstrumentedApp(Litestar):
    """Logs and counts every response. A middleware would not see requests that match no route.

    `services` is set when the app starts (see app.py).
    """

    services: Services

    @cached_property
    def _over_https(self) -> tuple[tuple[bytes, bytes], ...]:
        """Where the pages are served over https, browsers are told to use nothing else for a year."""
        is_https = self.services.settings.base_url.startswith("https://")
        return ((b"strict-transport-security", b"max-age=31536000"),) if is_https else ()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # Any: several scope types
        if scope["type"] == "http":
            await self._handle_request(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _handle_request(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        correlation_id = new_correlation()
        acting.set(None)
        started = time.perf_counter()
        status = 500
        answered: float | None = None

        async def send_and_record(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status = message["status"]
                if (b"content-type", _STREAM) in message[
                    "headers"
                ]:  # its length says nothing of how fast we answer
                    answered = time.perf_counter()
                message["headers"] = [
                    *message["headers"],
                    (b"x-correlation-id", correlation_id.encode()),
                    *self._over_https,
                ]
            await send(message)

        try:
            await super().__call__(scope, receive, send_and_record)
        finally:
            seconds = (answered or time.perf_counter()) - started
            # The route pattern, never the path: a path may contain a personal link.
            pattern = str(scope.get("path_template") or "none")
            method = str(scope["method"])
            self.services.metrics.add(method, pattern, status, seconds)
            log.info(
                "http.answered",
                extra={"method": method, "route": pattern, "status": status, "ms": round(seconds * 1000, 1)},
            )
            if status in _REFUSALS:
                log.warning("http.refused", extra={"method": method, "route": pattern, "status": status})
            if method not in _READS and not scope.get("is_dry_run"):
                self.services.wake()
            if status >= _OUR_FAULT:
                await rate_limit.give_back(self.services.pool, scope)
