"""Transactions: one per action, or one for a whole request, which its actions join."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Final

from shared.postgres import Conn, Pool

_FORGET_PLANS: Final = "discard plans"
_CHECK_NOW: Final = "set constraints all immediate"

_JOINED: Final["ContextVar[Conn | None]"] = ContextVar("joined", default=None)


def is_joined() -> bool:
    """Whether an outer transaction is open: nothing is committed before it."""
    return _JOINED.get() is not None


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Conn]:
    """Open an action's transaction; inside `one_transaction` it is a savepoint there and commits with it.

    Every action opens its transaction like this: `async with transaction(pool) as conn:`. The Idempotency-Key
    and the response of a request are thus committed together with the action.
    """
    outer = _JOINED.get()
    if outer is not None:
        async with outer.transaction():
            yield outer
        return
    async with pool.acquire() as conn, conn.transaction():
        yield conn


@asynccontextmanager
async def one_transaction(pool: Pool) -> AsyncIterator[Conn]:
    """Open a transaction that every `transaction` and `reading` inside joins; an error rolls back all of it."""
    async with pool.acquire() as conn, conn.transaction():
        token = _JOINED.set(conn)
        try:
            yield conn
        finally:
            _JOINED.reset(token)


@asynccontextmanager
async def whole(pool: Pool) -> AsyncIterator[None]:
    """One transaction for several actions: the outer one if there is one, else `one_transaction`."""
    if is_joined():
        yield
        return
    async with one_transaction(pool):
        yield


@asynccontextmanager
async def rolled_back(pool: Pool) -> AsyncIterator[Conn]:
    """As `one_transaction`, but nothing is kept: what would fail at the commit fails at the end of the block."""
    async with pool.acquire() as conn:
        trial = conn.transaction()
        await trial.start()
        token = _JOINED.set(conn)
        try:
            yield conn
            await conn.execute(_CHECK_NOW)
        finally:
            _JOINED.reset(token)
            await trial.rollback()


@asynccontextmanager
async def reading(pool: Pool) -> AsyncIterator[Conn]:
    """A connection for reading: that of an open outer transaction, to see its writes, else one of the pool."""
    outer = _JOINED.get()
    if outer is not None:
        yield outer
        return
    async with pool.acquire() as conn:
        yield conn


async def forget_plans(conn: Conn) -> None:
    """Let this connection plan its statements anew, those of foreign keys included.

    A plan made while a table was almost empty may read a whole tenant through an index of other columns. It is kept
    until autovacuum has seen the table: up to a minute, in which thousands of rows may be added.
    """
    await conn.execute(_FORGET_PLANS)
