"""One transaction for an action, or for all that a request does: an action joins the one that is open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Final

from shared.postgres import Conn, Pool

_JOINED: Final["ContextVar[Conn | None]"] = ContextVar("joined", default=None)


def is_joined() -> bool:
    """Whether a transaction that is open already is joined: then nothing is committed before that is."""
    return _JOINED.get() is not None


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Conn]:
    """Open an action's transaction; inside `one_transaction` it is a savepoint there and commits with it.

    Every action opens its transaction like this: `async with transaction(pool) as conn:`. What a request must
    keep together with the action (its Idempotency-Key and the answer) is thereby committed with it.
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
    """Open a transaction that every action and every reading inside joins; an error undoes all of it."""
    async with pool.acquire() as conn, conn.transaction():
        token = _JOINED.set(conn)
        try:
            yield conn
        finally:
            _JOINED.reset(token)


@asynccontextmanager
async def reading(pool: Pool) -> AsyncIterator[Conn]:
    """A connection to read with: that of the open transaction, so that one sees what it has written."""
    outer = _JOINED.get()
    if outer is not None:
        yield outer
        return
    async with pool.acquire() as conn:
        yield conn
