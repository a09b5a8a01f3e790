"""Composition root: settings in, Litestar app out; the only file that knows every part."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

import httpx
import uvicorn
from litestar import Litestar
from litestar.datastructures import State

from services.registration import inbox
from services.registration.actions import (
    accept_offer,
    erase_sensitive_answers,
    expire_invitations,
    forget_asked,
    forget_person,
    open_invitations,
)
from services.registration.settings import Settings
from services.registration.store import idempotency, invariants, standing
from services.registration.store.tokens import Callers
from services.registration.web import errors, metrics, routes
from services.registration.web.watching import Watched
from shared import chores, garbage, logs, loops, postgres, times
from shared.channel.service import Channel
from shared.postgres import Pool
from shared.settings import BadSettings, load

log = logging.getLogger(__name__)

_LARGEST_BODY: Final = 1_000_000
_CHORE_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 5.0


def create_app(settings: Settings, *, only_answer: bool = False) -> Litestar:
    """Make the app. `only_answer`: no channel and no chores, as where another replica has them."""
    state = State({"settings": settings, "metrics": metrics.RequestMetrics(), "callers": Callers()})

    @asynccontextmanager
    async def living(app: Litestar) -> AsyncIterator[None]:
        pool = await postgres.open_pool(
            settings.database_url,
            "registration",
            size=settings.database_connections,
            patience_seconds=postgres.START_SECONDS,
        )
        channel = Channel(pool, settings, "registration", inbox.act)
        notify = httpx.AsyncClient(
            base_url=settings.notify_url,
            headers={"authorization": f"Bearer {settings.internal_secret}"},
            timeout=5.0,
            trust_env=False,
        )
        app.state.update({"pool": pool, "channel": channel, "wake": channel.wake, "notify": notify})
        running = [] if only_answer else [_channel(channel), _chores(pool, channel)]
        tasks = [asyncio.create_task(one) for one in running]
        try:
            yield
        finally:
            with postgres.cut_after(pool, _STOP_SECONDS):
                await _end(tasks)
            await notify.aclose()
            await postgres.close_pool(pool)

    return Watched(
        route_handlers=routes.HANDLERS,
        lifespan=[living],
        state=state,
        exception_handlers={Exception: errors.answer},
        request_max_body_size=_LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )


async def _channel(channel: Channel) -> None:
    async def run() -> bool:
        await channel.run()
        return True

    await loops.forever("channel", run)


async def _chores(pool: Pool, channel: Channel) -> None:
    async def step() -> bool:
        await do_chores(pool, now=times.now())
        channel.wake()
        return False

    await loops.forever("chores", step, sweep_seconds=_CHORE_SECONDS)


async def do_chores(pool: Pool, *, now: datetime) -> None:
    """Do what is due, unless another replica does. One that fails stops none of the others."""
    for name, every, do in _CHORES:
        async with pool.acquire() as conn:
            is_ours = await chores.claim(conn, name, every)
        if is_ours:
            try:
                await do(pool, now)
            except postgres.PASSING:
                raise
            except Exception:
                log.exception("chore.failed", extra={"chore": name})


async def _send_due(pool: Pool, now: datetime) -> None:
    await open_invitations.send_due(pool, now=now)


async def _expire(pool: Pool, now: datetime) -> None:
    await expire_invitations.expire(pool, now=now)


async def _expire_offers(pool: Pool, now: datetime) -> None:
    await accept_offer.expire(pool, now=now)


async def _finish_erasures(pool: Pool, now: datetime) -> None:
    await forget_person.finish_late(pool, now=now)


async def _erase_answers(pool: Pool, now: datetime) -> None:
    await erase_sensitive_answers.erase(pool, now=now)


async def _forget_asked(pool: Pool, now: datetime) -> None:
    await forget_asked.forget(pool, now=now)


async def _forget_keys(pool: Pool, _: datetime) -> None:
    async with pool.acquire() as conn:
        await idempotency.forget(conn)


async def _check(pool: Pool, _: datetime) -> None:
    async with pool.acquire() as conn, conn.transaction():
        found = await invariants.count(conn)
        await standing.keep(conn, found)
    for name, count in standing.broken(found).items():
        log.error("check.broken", extra={"invariant": name, "count": count})


_CHORES: Final[Sequence[tuple[str, timedelta, Callable[[Pool, datetime], Awaitable[None]]]]] = (
    ("invitations.open", timedelta(seconds=30), _send_due),
    ("invitations.expire", timedelta(minutes=1), _expire),
    ("offers.expire", timedelta(seconds=10), _expire_offers),
    ("erasures.finish", timedelta(minutes=10), _finish_erasures),
    ("idempotency.forget", timedelta(hours=1), _forget_keys),
    ("asked.forget", timedelta(hours=1), _forget_asked),
    # Looked for each hour, so that what is to go on a day has gone before its morning.
    ("answers.erase", timedelta(hours=1), _erase_answers),
    ("check", timedelta(hours=24), _check),
)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def serve() -> None:
    """Run the service by the environment, until it is told to stop."""
    try:
        settings = load(os.environ, Settings)
    except BadSettings as bad:
        raise SystemExit(f"registration cannot start: {bad}") from None
    logs.configure("registration", settings.log_level)
    app = create_app(settings)
    garbage.look_seldom()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=5,
    )
