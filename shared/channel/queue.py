"""The queue between the services: arq on a Redis-compatible server. Batches travel, never single mails.

It holds only work in flight (architecture rule 3): whatever is lost here is offered again by the outbox.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from arq.connections import ArqRedis, RedisSettings
from arq.constants import in_progress_key_prefix
from arq.typing import WorkerCoroutine
from arq.worker import Worker, func
from redis.asyncio import ConnectionPool, UnixDomainSocketConnection
from redis.exceptions import RedisError

from shared import ids, loops
from shared.postgres import Schema

log = logging.getLogger(__name__)

# The queue cannot be reached. RuntimeError is what uvloop says of a connection that was closed a moment ago.
AWAY: Final = (RedisError, OSError, TimeoutError, RuntimeError)

_JOB_SECONDS: Final = (
    20  # a killed worker blocks its job for this and ten more; the outbox offers again before
)
_POLL_SECONDS: Final = 0.05
_EXPIRES: Final = timedelta(minutes=2)  # by then it has been offered again

# arq leaves a job alone until its time by the reader's clock, and takes the writer's for its time: of two clocks that differ
# by an hour, one would wait that hour for the other. Of jobs of one time the one with the lower id goes first.
_LONG_AGO: Final = datetime(1970, 1, 2, tzinfo=UTC)

# arq writes a failed job's exception as its result, even where none is kept.
_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=lambda value: type(value).__name__)

Receive = Callable[[bytes], Awaitable[None]]


def name(service: Schema) -> str:
    """The queue that a service reads."""
    return f"kallelse:{service}"


def connect(redis_url: str) -> ArqRedis:
    """A client; connections are made when they are needed. `redis://`, `rediss://` or `unix:///path?db=0`."""
    settings = RedisSettings.from_dsn(redis_url)
    if settings.unix_socket_path:
        pool: ConnectionPool = ConnectionPool(
            connection_class=UnixDomainSocketConnection,
            path=settings.unix_socket_path,
            db=settings.database,
            password=settings.password,
            socket_timeout=5,
        )
    else:
        pool = ConnectionPool.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2)
    return ArqRedis(pool, job_serializer=_ENCODER.encode, job_deserializer=msgspec.msgpack.decode)


def _mark(service: Schema) -> str:
    return f"{name(service)}:as-left"


async def put(redis: ArqRedis, service: Schema, function: str, payload: bytes) -> None:
    """Put a batch where the service will find it. Raises one of `AWAY`."""
    job = await redis.enqueue_job(
        function,
        payload,
        _job_id=ids.new().hex,
        _queue_name=name(service),
        _expires=_EXPIRES,
        _defer_until=_LONG_AGO,
    )
    if job is None:
        # arq believes that a job of this name is there already. None is, it is new: the connection went away in between.
        raise ConnectionError("the queue went away while it was given a batch")


async def length(redis: ArqRedis, service: Schema) -> int:
    """How many batches wait for a service. One that a reader has begun is not among them, even if it was killed."""
    waiting = await redis.zrange(name(service), 0, -1)
    if not waiting:
        return 0
    begun = await redis.exists(*(f"{in_progress_key_prefix}{one.decode()}" for one in waiting))
    return len(waiting) - int(begun)


async def mark_of(redis: ArqRedis, service: Schema) -> bytes:
    """The queue's mark: another one as soon as something may be lost from it: a new server, a FLUSHALL, a reader that went."""
    async with redis.pipeline(transaction=True) as pipe:
        pipe.set(_mark(service), ids.new().hex, nx=True)
        pipe.get(_mark(service))
        _, mark = await pipe.execute()
    return bytes(mark)


async def forget_mark(redis: ArqRedis, *services: Schema) -> None:
    """Have what is open offered to these queues again soon, rather than when its wait is over. Raises one of `AWAY`."""
    await redis.delete(*(_mark(one) for one in services))


async def work(redis: ArqRedis, service: Schema, functions: dict[str, Receive]) -> None:
    """Receive batches until cancelled. arq's worker ends when Redis goes away: it is begun again, with waits."""
    failures = 0
    while True:
        loops.reraise_if_cancelled()
        started = asyncio.get_running_loop().time()
        try:
            # What a reader had begun here, in this process or an earlier one, was lost with it.
            await forget_mark(redis, service)
            loops.reraise_if_cancelled()
            await _read(redis, service, functions)
        except AWAY as error:
            failures = 1 if asyncio.get_running_loop().time() - started > 10 else failures + 1
            log.warning("queue.away", extra={"error_type": type(error).__name__, "failures": failures})
            await asyncio.sleep(loops.seconds_after(failures, 2.0))


async def _read(redis: ArqRedis, service: Schema, functions: dict[str, Receive]) -> None:
    worker = Worker(
        [func(_job(receive), name=key, max_tries=1) for key, receive in functions.items()],
        queue_name=name(service),
        redis_pool=redis,
        handle_signals=False,
        max_jobs=2,
        job_timeout=_JOB_SECONDS,
        keep_result=0,
        poll_delay=_POLL_SECONDS,
        max_tries=1,
        retry_jobs=False,
        log_results=False,
        job_serializer=_ENCODER.encode,
        job_deserializer=msgspec.msgpack.decode,
    )
    reading = asyncio.create_task(worker.main())
    try:
        await asyncio.wait({reading})
        reading.result()
    finally:
        await _end(reading)
        for task in worker.tasks.values():
            await _end(task)


async def _end(task: "asyncio.Task[None]") -> None:
    """Cancel until it has been heard: redis writes with wait_for, which swallows a cancelling before Python 3.12."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.2)
    with contextlib.suppress(asyncio.CancelledError):
        task.exception()  # seen: what ends with its connection is asked for again


async def close(redis: ArqRedis) -> None:
    await redis.aclose(close_connection_pool=True)


def _job(receive: Receive) -> WorkerCoroutine:
    # Any: what arq asks of a function; a batch is its only argument.
    async def run(ctx: dict[Any, Any], *args: Any, **_: Any) -> None:  # noqa: ARG001
        await receive(args[0])

    return run
