"""A load generator with little overhead: sends finished requests over one keep-alive connection per client."""

import asyncio
import functools
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, cast

import msgspec

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class LoadResult(msgspec.Struct):
    """The run time, the time of each response, and the number of responses by status; all times in seconds."""

    seconds: float = 0.0
    times: list[float] = []
    statuses: dict[str, int] = {}

    @property
    def rate(self) -> float:
        """Responses with a 2xx status per second."""
        return sum(n for status, n in self.statuses.items() if status.startswith("2")) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)]


class _Client(asyncio.Protocol):
    """One connection: sends a request, reads its response, sends the next."""

    def __init__(
        self, requests: Iterator[bytes], until: float, load: LoadResult, done: asyncio.Future[None]
    ) -> None:
        self.requests = requests
        self.until = until
        self.load = load
        self.done = done
        self.read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass
        self.next()

    def next(self) -> None:
        self.sent = time.perf_counter()
        request = next(self.requests, None) if self.sent < self.until else None
        if request is None:
            self.transport.close()
        else:
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.read += data
        head, found, body = self.read.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or len(body) < (int(length[1]) if length else 0):
            return
        self.load.times.append(time.perf_counter() - self.sent)
        status = head[9:12].decode()
        self.load.statuses[status] = self.load.statuses.get(status, 0) + 1
        self.read = b""
        self.next()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def put(
    port: int, clients: int, seconds: float, make: Callable[..., Iterator[bytes]], *arguments: Any
) -> LoadResult:
    """Send the requests that `make(*arguments)` yields, from `clients` connections, for at most `seconds`. Run with `apart.run`."""
    load = LoadResult(times=[], statuses={})
    requests = make(*arguments)
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    waiting = [loop.create_future() for _ in range(clients)]
    for done in waiting:
        client = functools.partial(_Client, requests, began + seconds, load, done)
        await loop.create_connection(client, "127.0.0.1", port)
    await asyncio.gather(*waiting)
    load.seconds = time.perf_counter() - began
    return load


def added(loads: list[LoadResult]) -> LoadResult:
    """Combine the results of several turns."""
    whole = LoadResult(times=[], statuses={})
    for turn in loads:
        whole.seconds += turn.seconds
        whole.times += turn.times
        for status, n in turn.statuses.items():
            whole.statuses[status] = whole.statuses.get(status, 0) + n
    return whole
