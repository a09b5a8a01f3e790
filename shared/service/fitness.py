"""Whether PostgreSQL can do a service's work, as the service connects to it: asked at its start, by health, by the doctor."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from datetime import datetime
from typing import Any, Final

import asyncpg

from shared import ids, postgres
from shared.postgres import Conn, Schema
from shared.refused import Fault

# For each answer.
PATIENCE_SECONDS: Final = 10.0
# For all of them together.
_LONGEST_SECONDS: Final = 60.0

WRITE: Final = """
insert into chore (name, done_at) values ('try', clock_timestamp())
on conflict (name) do update set done_at = excluded.done_at
returning done_at
"""
READ: Final = "select done_at from chore where name = 'try'"
IS_STANDBY: Final = "select pg_is_in_recovery()"

# A pooler in transaction mode that is busy may by chance give a client the same connection twice.
_ROUNDS: Final = 5
_ASK: Final = "select $1::bigint"
_TURNS: Final = 4


class TakesNoWrites(Fault):
    """The server is read-only: a standby, for good or until it is promoted."""


async def write(conn: Conn) -> datetime:
    """Write a row and return the server's time. Raises what PostgreSQL says where it cannot be written."""
    written: datetime = await conn.fetchval(WRITE)
    return written


async def look(url: str, schema: Schema, listen_url: str) -> None:
    """Do on the server what the service does there. Raises `Fault`, or `TimeoutError` or an error of `GONE` if the server is away."""
    async with (
        asyncio.timeout(_LONGEST_SECONDS),
        _connected(url, schema) as conn,
        _connected(url, schema) as other,
    ):
        try:
            if await conn.fetchval(IS_STANDBY):
                raise TakesNoWrites(
                    "it is a standby, which takes no writes",
                    "name the primary, or several hosts with target_session_attrs=read-write",
                )
            await require_session_mode(conn, other)
            # Another process may have written it again in between.
            if await write(conn) > await conn.fetchval(READ):
                raise Fault(
                    "what was written is not read back", "do not spread statements over several servers"
                )
        except asyncpg.ReadOnlySQLTransactionError:
            raise TakesNoWrites("it takes no writes", "name a server that does") from None
        except asyncpg.UndefinedTableError:
            return  # not migrated: health says so, and the doctor
        await _require_notifications(conn, schema, listen_url)


async def require_session_mode(conn: Conn, other: Conn) -> None:
    """Use a prepared statement in two transactions, between which another client takes a connection to the server.

    Raises `Fault` where a pooler gives them one connection by turns, and `TimeoutError` where the server is only slow.
    """
    try:
        for _ in range(_ROUNDS):
            async with asyncio.timeout(PATIENCE_SECONDS):
                statement = await conn.prepare("select $1::int")
                await statement.fetch(1)
            async with _transaction(other):
                await _answered_meanwhile(statement.fetch(2), other)
    except (
        asyncpg.InvalidSQLStatementNameError,
        asyncpg.DuplicatePreparedStatementError,
        asyncpg.ConnectionDoesNotExistError,
    ) as error:
        if isinstance(error, asyncpg.ConnectionDoesNotExistError) and "pooling mode" not in str(error):
            raise
        raise _not_session_mode() from None


@contextlib.asynccontextmanager
async def _transaction(conn: Conn) -> AsyncIterator[None]:
    """A transaction that has begun on the server, and is rolled back; a silent server is not waited for."""
    transaction = conn.transaction()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await transaction.start()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await conn.fetchval(_ASK, 1)
        yield
    finally:
        with contextlib.suppress(*postgres.GONE, TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await transaction.rollback()


async def _answered_meanwhile(question: Coroutine[Any, Any, object], other: Conn) -> None:
    """Wait for an answer. Raises `Fault` if the other client, in its transaction, gets one after the other while this one gets none."""
    asked = asyncio.create_task(question)
    try:
        for _ in range(_TURNS):
            done, _ = await asyncio.wait({asked}, timeout=PATIENCE_SECONDS / 5)
            if done:
                asked.result()
                return
            async with asyncio.timeout(PATIENCE_SECONDS):
                await other.fetchval(_ASK, 1)
        raise _not_session_mode()
    finally:
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)


def _not_session_mode() -> Fault:
    return Fault(
        "prepared statements do not survive a transaction: a pooler in between is not in session mode",
        "set pool_mode = session for this database, or go past the pooler",
    )


async def _require_notifications(conn: Conn, schema: Schema, listen_url: str) -> None:
    """Hear by `LISTEN` what is told by `NOTIFY`."""
    heard, channel = asyncio.Event(), f"kallelse_try_{ids.new().hex}"
    async with _connected(listen_url, schema) as listening:
        await listening.add_listener(channel, lambda *_: heard.set())
        await conn.execute(f"notify {channel}")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await heard.wait()
        # What was told comes before an answer. Raises `TimeoutError` where it is the server that is silent.
        async with asyncio.timeout(PATIENCE_SECONDS):
            await listening.fetchval("select 1")
    if not heard.is_set():
        raise Fault(
            "what is told by NOTIFY is not heard by LISTEN",
            "KALLELSE_LISTEN_URL names the same database, past every pooler that is not in session mode",
        )


@contextlib.asynccontextmanager
async def _connected(url: str, schema: Schema) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Connect as the service does; a fault of the URL, the role or a pooler becomes a `Fault`."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            conn = await postgres.connect(url, schema)
    except TimeoutError:
        raise Fault(
            f"no connection within {PATIENCE_SECONDS:.0f} seconds: the server is busy, or a pooler has too few for all",
            "allow KALLELSE_DATABASE_CONNECTIONS for each process, and two more",
        ) from None
    except asyncpg.ProtocolViolationError as error:
        raise Fault(
            f"a pooler refuses the connection: {error}",
            f"ignore_startup_parameters = search_path, jit, idle_in_transaction_session_timeout; and alter role "
            f"kallelse_{schema} set search_path = {schema}",
        ) from None
    except (
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
        asyncpg.CantChangeRuntimeParamError,
        asyncpg.UndefinedObjectError,
        ValueError,
    ) as error:
        raise Fault(f"{type(error).__name__}: {error}", "see KALLELSE_DATABASE_URL") from None
    try:
        yield conn
    finally:
        with contextlib.suppress(*postgres.GONE, TimeoutError):
            await conn.close(timeout=2)
