"""Connections to PostgreSQL: a pool whose statements see one schema, with JSON read and written by msgspec."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

log = logging.getLogger(__name__)

# A service that is started while its database is being restarted waits for it.
START_SECONDS: Final = 10.0

Schema = Literal["registration", "notify"]
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Conn: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

# What a lost server looks like from here; the work is offered or claimed again.
GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InternalClientError,  # what asyncpg says when the server goes in the middle of a statement
)
# What another try may cure: nothing is wrong with the work itself.
PASSING = (
    *GONE,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.TooManyConnectionsError,
    TimeoutError,
)


# Every statement here is short: compiling one first (`jit`, on where PostgreSQL is built with LLVM) takes half a second that
# nothing earns back, and the rows that it locks are locked meanwhile. And whoever falls asleep in a transaction, as a machine
# that is moved, does not hold up the others for longer than this: its locks go, and it begins again.
_SETTINGS: Final = {"jit": "off", "idle_in_transaction_session_timeout": "5s"}
# By itself asyncpg waits a minute for a server that takes the connection and says nothing.
CONNECT_SECONDS: Final = 10


async def prepare(conn: Conn) -> None:
    """Read and write `jsonb` as Python values."""
    await conn.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: msgspec.json.encode(value).decode(),
        decoder=msgspec.json.decode,
    )


async def _as_it_is(conn: Conn) -> None:
    """Take a connection back without asking the server to forget.

    We leave nothing behind: no SET, no LISTEN, no cursor, and every lock ends with its transaction (asyncpg has seen
    to it that none is open). It saves each request a round trip.
    """


async def connect(url: str, schema: Schema) -> "asyncpg.Connection[asyncpg.Record]":
    """One connection that sees this schema."""
    conn = await asyncpg.connect(
        url, server_settings={"search_path": schema, **_SETTINGS}, timeout=CONNECT_SECONDS
    )
    await prepare(conn)
    return conn


async def open_pool(url: str, schema: Schema, *, size: int = 10, patience_seconds: float = 0.0) -> Pool:
    """A pool that sees this schema; connections are made when they are needed.

    A server that is away for a moment, as one that is being restarted, is waited for so long; then it raises what is in `GONE`.
    """
    ends = time.monotonic() + patience_seconds
    while True:
        try:
            return await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                init=prepare,
                reset=_as_it_is,
                server_settings={
                    "search_path": schema,
                    "application_name": f"kallelse-{schema}",
                    **_SETTINGS,
                },
                timeout=CONNECT_SECONDS,
                command_timeout=30,
            )
        except GONE as error:
            if time.monotonic() > ends:
                raise
            log.warning("postgres.away", extra={"error_type": type(error).__name__})
            await asyncio.sleep(0.5)


@contextlib.contextmanager
def terminate_after(pool: Pool, seconds: float) -> Iterator[None]:
    """Cut every connection if what is done here takes longer: a server that says nothing may keep even what is cancelled."""
    late = asyncio.get_running_loop().call_later(seconds, pool.terminate)
    try:
        yield
    finally:
        late.cancel()


async def close_pool(pool: Pool) -> None:
    """Say goodbye to the server; one that does not answer is left after five seconds."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(pool.close(), 5)
