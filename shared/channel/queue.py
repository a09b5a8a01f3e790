"""The queue between the services: arq on a Redis-compatible server. Batches travel, never single mails.

It holds only work in flight (architecture rule 3): the outbox offers lost events again.
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
from redis.asyncio.client import Pipeline
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared import ids
from shared.postgres import Schema
from shared.service import loops

log = logging.getLogger(__name__)

# The queue cannot be reached. uvloop raises RuntimeError for a connection that was just closed.
AWAY: Final = (RedisError, OSError, TimeoutError, RuntimeError)

_JOB_SECONDS: Final = (
    20  # a killed worker blocks its arq job for this and ten seconds more; the outbox offers again sooner
)
_POLL_SECONDS: Final = 0.05
_EXPIRES: Final = timedelta(minutes=2)  # the outbox has offered it again by then

# arq stamps a job with the writer's clock and starts it by the reader's: with clocks an hour apart a job could wait an hour.
# So every job has the same early time; among jobs of one time the lower id goes first.
_LONG_AGO: Final = datetime(1970, 1, 2, tzinfo=UTC)

# arq encodes a failed job's exception as its result, even if no result is kept.
_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=lambda value: type(value).__name__)

Receive = Callable[[bytes], Awaitable[None]]


def queue_name(service: Schema) -> str:
    """Name of the queue that a service reads."""
    return f"kallelse:{service}"


def connect(redis_url: str) -> ArqRedis:
    """Make a client that connects when first used. URLs: `redis://`, `rediss://` or `unix:///path?db=0`."""
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
    return _QueueClient(pool, job_serializer=_ENCODER.encode, job_deserializer=msgspec.msgpack.decode)


class _QueueClient(ArqRedis):
    """A client whose pipelines let go of their connection when they are cancelled."""

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> "Pipeline":  # noqa: FBT001, FBT002 - as there
        return _CancellablePipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


class _CancellablePipeline(Pipeline):
    async def reset(self) -> None:
        """Release the connection, also if a cancellation arrives while it ends what it watched: that answer never comes."""
        try:
            await super().reset()  # type: ignore[no-untyped-call]  # the library leaves it without types
        finally:
            if (connection := self.connection) is not None:
                self.connection = None
                await connection.disconnect(nowait=True)
                await self.connection_pool.release(connection)


def _incarnation_key(service: Schema) -> str:
    return f"{queue_name(service)}:as-left"


async def put(redis: ArqRedis, service: Schema, function: str, payload: bytes) -> None:
    """Enqueue a batch for a service. Raises one of `AWAY`."""
    job = await redis.enqueue_job(
        function,
        payload,
        _job_id=ids.new().hex,
        _queue_name=queue_name(service),
        _expires=_EXPIRES,
        _defer_until=_LONG_AGO,
    )
    if job is None:
        # arq returns None for a job id that exists already. This id is new, so the connection broke in between.
        raise ConnectionError("the queue went away while it was given a batch")


async def length(redis: ArqRedis, service: Schema) -> int:
    """Number of batches that wait for a service, without those that a reader has begun, even one that was killed since."""
    waiting = await redis.zrange(queue_name(service), 0, -1)
    if not waiting:
        return 0
    begun = await redis.exists(*(f"{in_progress_key_prefix}{job.decode()}" for job in waiting))
    return len(waiting) - int(begun)


async def incarnation_of(redis: ArqRedis, service: Schema) -> bytes:
    """A value that names this life of the queue. It changes when batches may be lost: a new server, FLUSHALL, a lost reader."""
    async with redis.pipeline(transaction=True) as pipe:
        pipe.set(_incarnation_key(service), ids.new().hex, nx=True)
        pipe.get(_incarnation_key(service))
        _, incarnation = await pipe.execute()
    return bytes(incarnation)


def is_refusal(error: Exception) -> bool:
    """Whether a server answered and would not: a replica, a Sentinel, a cluster, or one that is full."""
    return isinstance(error, RedisError) and not isinstance(error, RedisConnectionError | RedisTimeoutError)


async def try_out(redis: ArqRedis, service: Schema) -> None:
    """Write two keys in one transaction, as a batch does, and read one back. Raises one of `AWAY`.

    It fails on a replica, a Sentinel, a cluster, and a server that is full and may not evict.
    """
    keys = [f"{queue_name(service)}:try:{number}" for number in (1, 2)]
    async with redis.pipeline(transaction=True) as pipe:
        for key in keys:
            pipe.set(key, b"1", ex=60)
        pipe.get(keys[0])
        *_, found = await pipe.execute()
    if found != b"1":
        raise ConnectionError("what was written to the queue is not read back")


async def renew_incarnation(redis: ArqRedis, *services: Schema) -> None:
    """Change the incarnation, so that publishers offer open events to these queues again at once. Raises one of `AWAY`."""
    await redis.delete(*(_incarnation_key(service) for service in services))


async def work(redis: ArqRedis, service: Schema, functions: dict[str, Receive]) -> None:
    """Receive batches until cancelled. arq's worker ends when Redis goes away: it is started again, with growing waits."""
    failures = 0
    while True:
        loops.reraise_if_cancelled()
        started = asyncio.get_running_loop().time()
        try:
            # Batches that an earlier reader had begun, in this process or another, were lost with it.
            await renew_incarnation(redis, service)
            loops.reraise_if_cancelled()
            await _read(redis, service, functions)
        except AWAY as error:
            failures = 1 if asyncio.get_running_loop().time() - started > 10 else failures + 1
            log.warning("queue.away", extra={"error_type": type(error).__name__, "failures": failures})
            await asyncio.sleep(loops.seconds_after(failures, 2.0))


async def _read(redis: ArqRedis, service: Schema, functions: dict[str, Receive]) -> None:
    worker = Worker(
        [func(_job(receive), name=key, max_tries=1) for key, receive in functions.items()],
        queue_name=queue_name(service),
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
    """Cancel the task again until it ends: redis writes through wait_for, which swallows a cancellation before Python 3.12."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.2)
    with contextlib.suppress(asyncio.CancelledError):
        task.exception()  # retrieved, so that it is not logged; lost batches are offered again


async def close(redis: ArqRedis) -> None:
    """Close every connection; gives up after two seconds."""
    with contextlib.suppress(*AWAY):
        async with asyncio.timeout(2):
            await redis.aclose(close_connection_pool=True)


def _job(receive: Receive) -> WorkerCoroutine:
    # Any: arq's signature of a job function; a batch is its only argument.
    async def run(ctx: dict[Any, Any], *args: Any, **_: Any) -> None:  # noqa: ARG001
        await receive(args[0])

    return run
