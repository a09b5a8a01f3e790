"""Runs load generators and servers in processes of their own, so that they do not share an interpreter with the measured code."""

import asyncio
import functools
import multiprocessing
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from typing import Any

import uvloop

_SPAWN = multiprocessing.get_context("spawn")


async def run(function: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> Any:
    """Run a module-level coroutine function in the worker process and return its result; arguments and result are pickled."""
    return await asyncio.get_running_loop().run_in_executor(_other(), _in_loop, function, *arguments)


@functools.cache
def _other() -> ProcessPoolExecutor:
    """The worker process: started at the first use, ended with this process."""
    return ProcessPoolExecutor(1, mp_context=_SPAWN)


class Served:
    """A server in a process of its own, which answers questions over a pipe."""

    def __init__(self, process: Any, pipe: Connection) -> None:
        self.process = process
        self.pipe = pipe
        self._asking = asyncio.Lock()

    async def ask(self, question: object) -> Any:
        """Send a question over the pipe and return the answer; one question at a time."""
        async with self._asking:
            self.pipe.send(question)
            return await asyncio.to_thread(self.pipe.recv)


@asynccontextmanager
async def served(serve: Callable[..., Any], *arguments: Any) -> AsyncIterator[Served]:
    """Start `serve(pipe, *arguments)` in a process and wait until it sends its first message, which means that it is ready."""
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=serve, args=(theirs, *arguments), daemon=True)
    process.start()
    try:
        await asyncio.to_thread(ours.recv)
        yield Served(process, ours)
    finally:
        process.terminate()
        process.join()


def _in_loop(function: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> Any:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(function(*arguments))
