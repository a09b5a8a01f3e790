"""Calls the app in this process, as a program with a token and as a browser without scripts and cookies."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec

from services.registration.web.instrumentation import InstrumentedApp


@dataclass(frozen=True)
class WebAnswer:
    """A response; a redirect is not followed."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Web:
    """Requests by bare ASGI: a client library would take longer than most answers."""

    def __init__(self, app: InstrumentedApp, token: str) -> None:
        self.app = app
        self.token = token
        self.failed: list[str] = []

    async def get(self, path: str) -> WebAnswer:
        """Open a page or a feed."""
        return await self._send("GET", path, [], b"")

    async def post(self, path: str, fields: Iterable[tuple[str, str]]) -> WebAnswer:
        """Send a form."""
        kind = (b"content-type", b"application/x-www-form-urlencoded")
        return await self._send("POST", path, [kind], urlencode(list(fields)).encode())

    async def api(self, method: str, path: str, body: dict[str, Any] | None = None) -> WebAnswer:
        """Send a request of the coordinator's program."""
        headers = [
            (b"authorization", f"Bearer {self.token}".encode()),
            (b"content-type", b"application/json"),
        ]
        content = msgspec.json.encode(body) if body is not None else b""
        return await self._send(method, f"/api/v1{path}", headers, content)

    async def listed(self, path: str) -> list[dict[str, Any]]:
        """Read a list that fits on one page."""
        answer = await self.api("GET", f"{path}?limit=200")
        assert answer.status == 200, answer.text
        return answer.json()["items"]

    async def made(self, path: str, **body: Any) -> dict[str, Any]:
        """Create a resource."""
        answer = await self.api("POST", path, body)
        assert answer.status == 201, answer.text
        return answer.json()

    async def _send(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> WebAnswer:
        path, _, query = target.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(b"host", b"kallelse.example"), (b"content-length", str(len(body)).encode()), *headers],
            "server": ("kallelse.example", 80), "client": ("192.0.2.1", 1),
        }  # fmt: skip
        statuses: list[int] = []
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            else:
                parts.append(message.get("body", b""))

        await self.app(scope, receive, send)
        if statuses[0] >= 500:
            self.failed.append(f"{method} {path.split('/')[1]} answers {statuses[0]}")
        return WebAnswer(statuses[0], b"".join(parts))
