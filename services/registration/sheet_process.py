"""Reads a sheet in a process of its own: a small file can take hundreds of megabytes, or all of a processor, to read.

The process gets no settings and no secrets, and ends when it uses more than a sheet needs.
"""

import asyncio
import contextlib
import os
import resource
import sys
from typing import Final

import msgspec

from services.registration.domain.directory.sheet.content import (
    MOST_BYTES,
    SheetContent,
    SheetRefused,
    SheetResult,
)
from services.registration.domain.directory.sheet.read import read_sheet

_MOST_MEMORY: Final = 400_000_000  # of address space, so that the service has room beside it
_MOST_SECONDS: Final = 20
_AT_ONCE: Final = asyncio.Semaphore(1)


async def read_apart(data: bytes, sheet: str | None = None) -> SheetContent:
    """The rows of a file, read without stopping anything else; raises `SheetRefused`."""
    if len(data) > MOST_BYTES:
        raise SheetRefused("file_too_large")
    async with _AT_ONCE:
        result = await _run(msgspec.msgpack.encode((sheet, data)))
    if result.content is not None:
        return result.content
    raise SheetRefused(result.refused or "file_swells", result.names)


async def _run(request: bytes) -> SheetResult:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    try:
        async with asyncio.timeout(_MOST_SECONDS * 2):
            answer, _ = await process.communicate(request)
    except TimeoutError:
        answer = b""
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0 or not answer:
        # Out of memory or out of time: neither leaves an exception behind.
        return SheetResult(refused="file_swells")
    return msgspec.msgpack.decode(answer, type=SheetResult)


def main() -> None:
    """Read one request from the standard input, and write one answer."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sheet, data = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=tuple[str | None, bytes])
    try:
        result = SheetResult(content=read_sheet(data, sheet))
    except SheetRefused as refused:
        result = SheetResult(refused=refused.reason, names=refused.names)
    sys.stdout.buffer.write(msgspec.msgpack.encode(result))


if __name__ == "__main__":
    main()
