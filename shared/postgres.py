"""Connections to PostgreSQL: pools that see one schema and read and write jsonb by msgspec."""

import asyncio
import contextlib
import functools
import logging
import time
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from shared.refused import Fault

log = logging.getLogger(__name__)

# How long a starting service waits for a database that is being restarted.
START_SECONDS: Final = 10.0

Schema = Literal["registration", "notify"]
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Conn: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"


class WrongSchema(Fault):
    """The connection does not see the schema that it asked for, so that a statement would meet other tables."""

    def __init__(self, schema: Schema, seen: str) -> None:
        super().__init__(
            f"the connection sees the schema {seen} and not {schema}: a pooler in between drops `search_path`",
            f"go past the pooler, or: alter role kallelse_{schema} set search_path = {schema}",
        )


# The server is away or cannot do its work now: it is lost, starting, out of disk, memory or connections, read-only, or a
# pooler has given its connection to somebody else. Each entry stands for all errors of its class (by SQLSTATE).
GONE = (
    OSError,
    asyncpg.PostgresConnectionError,  # 08
    asyncpg.ReadOnlySQLTransactionError,  # 25006
    asyncpg.IdleInTransactionSessionTimeoutError,  # 25P03
    asyncpg.InvalidSQLStatementNameError,  # 26: a prepared statement that a pooler lost
    asyncpg.DuplicatePreparedStatementError,  # 42P05: one of another client of the pooler
    asyncpg.InsufficientResourcesError,  # 53
    asyncpg.OperatorInterventionError,  # 57
    asyncpg.PostgresSystemError,  # 58
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # raised when the server goes away during a statement
)
# Nothing that the work itself causes: it is sound, and another try may succeed.
PASSING = (
    *GONE,
    asyncpg.TransactionRollbackError,  # 40: a deadlock, a lost race
    asyncpg.ObjectNotInPrerequisiteStateError,  # 55: a lock that was not to be had in time
    asyncpg.InvalidAuthorizationSpecificationError,  # 28: the role may not connect
    asyncpg.InvalidCatalogNameError,  # 3D000: the database is not there
    WrongSchema,
    asyncpg.InvalidCachedStatementError,  # a migration ran since the statement was prepared
    TimeoutError,
)


def is_passing(error: BaseException) -> bool:
    """Whether the work itself did not cause the error, so that another try may succeed.

    asyncpg raises an `InterfaceError` for a value that does not fit its parameter, too: that passes never.
    """
    is_bad_value = isinstance(error, asyncpg.InterfaceError) and isinstance(error, ValueError)
    return isinstance(error, PASSING) and not is_bad_value


# Statements are short: just-in-time compilation (on where PostgreSQL is built with LLVM) costs half a second each, with rows
# locked. A process that sleeps in a transaction (SIGSTOP, a machine being moved) loses its locks after five seconds.
_SETTINGS: Final = {"jit": "off", "idle_in_transaction_session_timeout": "5s"}
_SLOW_SECONDS: Final = 1.0
# asyncpg's own default is a minute for a server that accepts the connection and stays silent.
CONNECT_SECONDS: Final = 10


async def prepare(conn: Conn, schema: Schema) -> None:
    """Read and write `jsonb` as Python values. Raises `WrongSchema`."""
    started = time.monotonic()
    await require_schema(conn, schema)
    await conn.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: msgspec.json.encode(value).decode(),
        decoder=msgspec.json.decode,
    )
    if (seconds := time.monotonic() - started) > _SLOW_SECONDS:
        # A pooler accepts a connection before it has one to the server: whoever asks meanwhile waits, and sees no error.
        log.warning("postgres.slow", extra={"seconds": round(seconds, 1)})


async def require_schema(conn: Conn, schema: Schema) -> None:
    """Raise `WrongSchema` unless unqualified names mean this schema, or one that is not there yet."""
    seen = await conn.fetchval("select current_schema()")
    if seen not in {None, schema}:
        raise WrongSchema(schema, seen)


async def _without_reset(conn: Conn) -> None:
    """Return a connection to the pool without resetting it on the server, which saves each request a round trip.

    Safe because no code here leaves session state: no SET, LISTEN or cursor, and locks end with their transaction, which
    asyncpg has ended.
    """


async def connect(url: str, schema: Schema) -> "asyncpg.Connection[asyncpg.Record]":
    """Open one connection with `search_path` set to the schema."""
    conn = await asyncpg.connect(
        url, server_settings={"search_path": schema, **_SETTINGS}, timeout=CONNECT_SECONDS
    )
    try:
        await prepare(conn, schema)
    except BaseException:
        conn.terminate()
        raise
    return conn


async def open_pool(url: str, schema: Schema, *, size: int = 10, patience_seconds: float = 0.0) -> Pool:
    """Open a pool with `search_path` set to the schema; it starts with one connection and grows to `size` on demand.

    Waits up to `patience_seconds` for a server that is away, then raises one of `GONE`.
    """
    ends = time.monotonic() + patience_seconds
    while True:
        try:
            return await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                init=functools.partial(prepare, schema=schema),
                reset=_without_reset,
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
    """Terminate all connections if the block takes longer: a silent server can keep even a cancelled statement waiting."""
    late = asyncio.get_running_loop().call_later(seconds, pool.terminate)
    try:
        yield
    finally:
        late.cancel()


async def close_pool(pool: Pool) -> None:
    """Close the pool; give up after five seconds if the server does not answer."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(pool.close(), 5)
