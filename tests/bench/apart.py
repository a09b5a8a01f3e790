"""Work in processes of its own, so that what measures does not share a Python with what is measured."""

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
    """Run a coroutine function of a module in the other process, and give its answer."""
    return await asyncio.get_running_loop().run_in_executor(_other(), _in_loop, function, *arguments)


@functools.cache
def _other() -> ProcessPoolExecutor:
    """One process for all that is run, started when it is first needed and ended with this one."""
    return ProcessPoolExecutor(1, mp_context=_SPAWN)


class Served:
    """A server in a process of its own; it answers questions that are put to it through a pipe."""

    def __init__(self, process: Any, pipe: Connection) -> None:
        self.process = process
        self.pipe = pipe

    async def ask(self, question: object) -> Any:
        """Put a question, and wait for the answer."""
        self.pipe.send(question)
        return await asyncio.to_thread(self.pipe.recv)


@asynccontextmanager
async def served(serve: Callable[..., Any], *arguments: Any) -> AsyncIterator[Served]:
    """Start `serve(pipe, *arguments)`, and wait until it has said through the pipe that it is ready."""
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
