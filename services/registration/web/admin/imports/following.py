"""How far a list has come that is just read in, live for the page whose button was pressed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final, get_args

import msgspec
from litestar import Response

from services.registration.actions.directory.import_people import ImportStep
from services.registration.store.directory import kept_sheets
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.event_stream import event, stream

_BEAT: Final = 0.2
_LONGEST: Final = 5 * 60.0
_STEPS: Final[tuple[ImportStep, ...]] = get_args(ImportStep)


class ImportStepNow(msgspec.Struct, frozen=True, kw_only=True):
    """The bar: `done` of `all` steps, and what is being done."""

    done: int
    all: int
    text: str


async def follow_import(request: StaffRequest) -> Response[Any]:  # Any: a stream's content is no bytes
    """The steps as server-sent events. Another process, which does not know them, sends none: the bar then has no end."""
    async with reading(request.pool) as conn:
        await kept_sheets.get(conn, request.caller, request.id)
    return stream(request.services.live, request.session_hash, _events(request))


async def _events(request: StaffRequest) -> AsyncIterator[bytes]:
    live, clock = request.services.live, asyncio.get_running_loop().time
    with live.counted(request.session_hash):
        yield b"retry: 60000\n\n"
        started, last = clock(), None
        while not live.is_stopping and clock() - started < _LONGEST:
            step = request.services.imports.step_of(request.id)
            if step is None and last is not None:
                break
            if step is not None and step != last:
                last = step
                yield event("progress", msgspec.json.encode(_shown(request, step)))
            await asyncio.sleep(_BEAT)
        yield event("end", b"{}")


def _shown(request: StaffRequest, step: ImportStep) -> ImportStepNow:
    return ImportStepNow(
        done=_STEPS.index(step), all=len(_STEPS), text=request.words.staff_import.steps[step]
    )
