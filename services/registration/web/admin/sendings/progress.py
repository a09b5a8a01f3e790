"""How far the mails of a cohort have come today: as a bar on a page, and live for pages that follow it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain import permissions
from services.registration.domain.permissions import READ
from services.registration.store import cohorts
from services.registration.store.access import staff_sessions
from services.registration.store.scheduled_sendings import GoingSendings
from services.registration.store.transaction import reading
from services.registration.web import callers
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.kit.send_beside import read_going
from services.registration.web.kit.event_stream import event, stream
from services.registration.web.kit.mail_progress import read_progress
from shared import times
from shared.mail_progress import MailProgress

# Seconds. A stream looks at the clock each beat, so that a server that stops waits for none.
_BEAT: Final = 0.5
_ASK_EVERY: Final = 2.0
_SESSION_EVERY: Final = 5.0
_HEARTBEAT_EVERY: Final = 15.0
# Nothing waits and nothing has changed for so long: it is done. What was just confirmed is planned within this time.
_QUIET: Final = 12.0
_LONGEST: Final = 15 * 60.0


class ProgressNow(msgspec.Struct, frozen=True, kw_only=True):
    """The bar: `done` of `all`, and the same in words; `is_going`: people are still being reached."""

    done: int
    all: int
    text: str
    is_going: bool = False


async def progress_now(request: StaffRequest, cohort_id: UUID) -> MailProgress | None:
    """The counts since midnight in Sweden; None where notify is away."""
    organiser_id = request.caller.organiser_id
    return await read_progress(request.services, organiser_id, cohort_id, since=_midnight(times.now()))


def shown(request: StaffRequest, found: MailProgress, going: GoingSendings) -> ProgressNow:
    """The counts in words. Whoever is just being invited, or has no mail planned yet, counts as one whose mail has not gone."""
    texts = request.words.staff_receipt
    done, left = found.sent + found.failed, going.left_to_reach
    everybody = max(found.all + left, going.to_reach)
    pattern = texts.progress_text if done < everybody else texts.progress_done
    said = [pattern.format(done=done, all=everybody)]
    if left:
        said.append(texts.progress_left.format(n=left))
    if found.failed:
        said.append(texts.progress_failed.format(n=found.failed))
    if found.paused:
        said.append(texts.progress_paused.format(n=found.paused))
    return ProgressNow(done=done, all=everybody, text=" ".join(said), is_going=bool(going.number))


async def follow(request: StaffRequest) -> Response[Any]:  # Any: a stream's content is no bytes
    """The counts as server-sent events, until all is sent or the session ends."""
    async with reading(request.pool) as conn:
        await cohorts.get(conn, request.caller.organiser_id, request.id)
    return stream(request.services.live, request.session_hash, _events(request))


async def _events(request: StaffRequest) -> AsyncIterator[bytes]:
    live, clock = request.services.live, asyncio.get_running_loop().time
    with live.counted(request.session_hash):
        yield b"retry: 5000\n\n"
        started = changed = clock()
        is_session_due, is_ask_due = _every(clock, _SESSION_EVERY), _every(clock, _ASK_EVERY)
        is_heartbeat_due = _every(clock, _HEARTBEAT_EVERY, at_once=False)
        last: MailProgress | None = None
        going: GoingSendings | None = None
        while not live.is_stopping:
            if is_session_due() and not await _may_still(request):
                break
            if is_ask_due():
                found, before = await progress_now(request, request.id), going
                going = await read_going(request, request.id)
                if found is not None and (found != last or going != before):
                    last, changed = found, clock()
                    yield event("progress", msgspec.json.encode(shown(request, found, going)))
                is_over = last is not None and not last.waiting and not going.number
                if is_over and clock() - changed > _QUIET:
                    break
            if clock() - started > _LONGEST:
                break
            if is_heartbeat_due():
                yield b": \n\n"
            await asyncio.sleep(_BEAT)
        if not live.is_stopping:  # after a restart the browser asks again by itself
            yield event("end", b"{}")


def _every(clock: Callable[[], float], seconds: float, *, at_once: bool = True) -> Callable[[], bool]:
    """A question that is answered with yes once in so many seconds."""
    last = clock() - seconds if at_once else clock()

    def is_due() -> bool:
        nonlocal last
        if clock() - last < seconds:
            return False
        last = clock()
        return True

    return is_due


async def _may_still(request: StaffRequest) -> bool:
    """Whether the session is valid and may read; unlike a page, a stream does not keep it from ending."""
    now = times.now()
    async with reading(request.pool) as conn:
        valid = await staff_sessions.list_all(conn, request.session_hash, now=now)
    return any(
        permissions.may(callers.from_staff(one, now=now, language=request.locale.language).actor, READ)
        for one in valid
        if one.organiser_id == request.caller.organiser_id
    )


def _midnight(now: datetime) -> datetime:
    return times.start_of_day(times.local(now).date())
