"""Responses with finished headers, sent by a real server over one persistent connection."""

import asyncio

import httpx
import uvicorn
from litestar import Litestar, Response, delete, route

from infra.local import ports
from services.registration.web.kit.bytes_response import BytesResponse


@route("/page", http_method=["GET", "HEAD"])
async def page() -> Response[bytes]:
    return BytesResponse(
        "Åsa".encode(), status=200, headers={"content-type": "text/plain", "x-place": "Örebro"}
    )


@delete("/page", status_code=200)
async def gone() -> Response[bytes]:
    return BytesResponse(b"", status=204, headers={"cache-control": "no-store"})


async def test_each_response_has_a_correct_content_length():
    app = Litestar([page, gone], openapi_config=None)
    port = ports.free()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", http="httptools"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait on
        await asyncio.sleep(0.01)
    limits = httpx.Limits(max_connections=1)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", limits=limits, trust_env=False
    ) as client:
        for _ in range(2):
            head, got, none = (
                await client.head("/page"),
                await client.get("/page"),
                await client.delete("/page"),
            )
            assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "4")
            assert (got.text, got.headers["content-length"]) == ("Åsa", "4")
            assert dict(got.headers.raw)[b"x-place"].decode("latin-1") == "Örebro"
            assert (none.status_code, none.content) == (204, b"")
            assert "content-length" not in none.headers
            assert none.headers["cache-control"] == "no-store"
    server.should_exit = True
    await serving
