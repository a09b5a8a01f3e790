"""A request that does not arrive is not waited for; forms and connections have limits."""

import asyncio
import contextlib

import httpx
import pytest
import uvicorn

from shared.service.http_limits import limited
from tests.support.waiting import until


async def answer(scope, receive, send):
    """An app that reads the whole body."""
    if scope["type"] != "http":
        return
    while (message := await receive()).get("more_body"):
        pass
    if message["type"] == "http.disconnect":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@contextlib.asynccontextmanager
async def serving(**limits):
    most = limits.pop("most", 1000)
    server = uvicorn.Server(
        uvicorn.Config(answer, port=0, http=limited(most, **limits), lifespan="off", log_config=None)
    )
    task = asyncio.create_task(server.serve())
    await until(lambda: _started(server))
    yield server.servers[0].sockets[0].getsockname()[1], server
    server.should_exit = True
    await task


async def _started(server):
    return server.started


async def until_closed(port, *parts, pause=0.0):
    """Send these parts and return what came back until the server closed the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    reading = asyncio.create_task(reader.read())
    for part in parts:
        if reading.done():
            break
        writer.write(part)
        await asyncio.sleep(pause)
    found = await asyncio.wait_for(reading, 5)
    writer.close()
    return found


HEAD = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n"


async def test_a_head_that_does_not_arrive_in_time_is_answered_with_408_and_closed():
    async with serving(head_seconds=0.3) as (port, server):
        answers = await asyncio.gather(*(until_closed(port, b"GET / HTTP/1.1\r\nhost:") for _ in range(50)))

        assert all(answer.startswith(b"HTTP/1.1 408") for answer in answers)
        await until(lambda: _nobody(server))


async def test_a_head_that_arrives_byte_by_byte_is_not_waited_for_longer():
    async with serving(head_seconds=0.3) as (port, _):
        slow = [b"GET / HTTP/1.1\r\n", *([b"a"] * 20)]

        assert (await until_closed(port, *slow, pause=0.05)).startswith(b"HTTP/1.1 408")


async def test_a_connection_that_says_nothing_is_closed():
    async with serving(head_seconds=0.3) as (port, server):
        await until_closed(port)
        await until(lambda: _nobody(server))


async def test_half_a_body_is_not_waited_for():
    async with serving(body_seconds=0.3) as (port, server):
        assert await until_closed(port, HEAD, b"ab") == b""
        await until(lambda: _nobody(server))


async def test_a_whole_request_is_answered_however_often_on_one_connection():
    async with serving(head_seconds=0.5, body_seconds=0.5) as (port, _), httpx.AsyncClient() as client:
        for _ in range(4):
            assert (await client.post(f"http://127.0.0.1:{port}/", content=b"hej")).text == "ok"
            await asyncio.sleep(0.3)


async def test_connections_beyond_the_limit_are_closed_and_the_others_served():
    async with serving(most=3) as (port, _):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        await asyncio.sleep(0.1)

        with contextlib.suppress(ConnectionError):
            assert await until_closed(port, b"GET / HTTP/1.1\r\nhost: a\r\n\r\n") == b""

        reader, writer = held[0]
        writer.write(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(), 5)).endswith(b"ok")
        for _, writer in held:
            writer.close()


async def _nobody(server):
    return not server.server_state.connections


@pytest.mark.parametrize(("size", "status"), [(60_000, {404, 422}), (70_000, {413})])
async def test_a_form_of_more_than_64_kb_is_refused_with_a_page(api, size, status):
    await api.client("admin")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(api.app, raise_app_exceptions=False), base_url="http://kallelse.example"
    ) as web:
        answer = await web.post("/prov/forfragan", data={"message": "a" * size})

    assert answer.status_code in status
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_body_of_the_api_may_have_a_megabyte(admin):
    answer = await admin.post("/programmes", json={"title": "Lång", "summary": "a" * 19_000})

    assert answer.status_code == 201


async def test_a_client_that_leaves_in_the_middle_of_a_body_is_no_error_of_ours(api, caplog):
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/prov/forfragan", "raw_path": b"/prov/forfragan", "query_string": b"", "root_path": "",
        "headers": [(b"host", b"kallelse.example"), (b"content-length", b"9")], "client": ("192.0.2.1", 1),
        "server": ("kallelse.example", 80), "state": {},
    }  # fmt: skip
    await api.client("admin")
    messages = iter([{"type": "http.request", "body": b"ab", "more_body": True}, {"type": "http.disconnect"}])
    sent = []

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message)

    with caplog.at_level("INFO"):
        await api.app(scope, receive, send)

    assert "http.failed" not in caplog.text
    assert "http.left" in [record.getMessage() for record in caplog.records]
    assert sent[0]["status"] == 400
