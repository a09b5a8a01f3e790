"""A TCP proxy between the services and their servers, which breaks on demand."""

import asyncio
import contextlib
from collections.abc import Callable

Target = Callable[[], tuple[str, int] | str | None]


class Proxy:
    """Forwards bytes to a host and port, or to a Unix socket; resets, stalls or delays connections on demand."""

    def __init__(self, target: Target) -> None:
        """`target` is called for each connection; it returns None while there is nothing to connect to."""
        self.target = target
        self.port = 0
        self.delay = 0.0
        # Bytes that, when they pass, reset every connection once.
        self.reset_at: bytes | None = None
        self._open = asyncio.Event()
        self._open.set()
        self._refuses = False
        self._resets = 0
        self._pipes: set[asyncio.WriteTransport] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        self._abort_all()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Reset every connection; new ones are reset too until `mend`."""
        self._refuses = True
        self._abort_all()

    def reset(self) -> None:
        """Reset every connection, once."""
        self._abort_all()

    def stall(self) -> None:
        """Hold back all bytes until `mend`; connections stay open."""
        self._open.clear()

    def mend(self) -> None:
        self._refuses = False
        self.delay = 0.0
        self._open.set()

    def _abort_all(self) -> None:
        self._resets += 1
        for pipe in list(self._pipes):
            pipe.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError):
            await self._join(reader, writer)
        self._close(writer)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        resets = self._resets
        if self._refuses or (where := self.target()) is None:
            writer.transport.abort()
            return
        if isinstance(where, str):
            there, thither = await asyncio.open_unix_connection(where)
        else:
            there, thither = await asyncio.open_connection(*where)
        pipes = {writer.transport, thither.transport}
        if self._resets > resets:  # while this one was being opened; its target may be another one now
            for pipe in pipes:
                pipe.abort()
            return
        self._pipes |= pipes
        try:
            await asyncio.gather(self._pass_on(reader, thither), self._pass_on(there, writer))
        finally:
            self._pipes -= pipes
            self._close(thither)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._open.wait()
                if self.reset_at and self.reset_at in data:
                    self.reset_at = None
                    self.reset()
                    return
                if self.delay:
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        self._close(writer)

    @staticmethod
    def _close(writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            writer.close()
