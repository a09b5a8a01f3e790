"""A guard for every test: while a transaction is open, nothing outside PostgreSQL is awaited.

A transaction that waits for another process, for a thread or for a timer holds its locks meanwhile, and a server ends it after five
seconds (`shared/postgres.py`). Whoever awaits one of these inside a transaction gets an `AssertionError`.
"""

import asyncio
import functools
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, Final

import aiosmtplib
import httpx
import pytest
from asyncpg.transaction import Transaction, TransactionState
from redis.asyncio import Redis

_OPEN: Final["ContextVar[tuple[Transaction, ...]]"] = ContextVar("open_transactions", default=())


def require_none_open(doing: str) -> None:
    """Raise `AssertionError` if this task, or the one that made it, has a transaction open."""
    assert not _still_open(), f"{doing} is awaited while a transaction is open"


def _still_open() -> tuple[Transaction, ...]:
    return tuple(one for one in _OPEN.get() if getattr(one, "_state", None) is TransactionState.STARTED)


async def _start(self: Transaction) -> None:
    await _STARTED(self)
    _OPEN.set((*_still_open(), self))


def _guarded(function: Callable[..., Any], doing: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def guarded(*args: Any, **named: Any) -> Any:
        require_none_open(doing)
        return function(*args, **named)

    return guarded


_STARTED: Final = Transaction.start
_OUTSIDE: Final[tuple[tuple[Any, str, str], ...]] = (
    (asyncio, "to_thread", "a thread"),
    (asyncio, "create_subprocess_exec", "another process"),
    (httpx.AsyncClient, "send", "HTTP"),
    (aiosmtplib.SMTP, "connect", "SMTP"),
    (aiosmtplib.SMTP, "execute_command", "SMTP"),
    (Redis, "execute_command", "the queue"),
)


@pytest.fixture(autouse=True, scope="session")
def nothing_is_awaited_in_a_transaction() -> Iterator[None]:
    """Guard every transaction of the run; a test that holds one on purpose does so in a task of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Transaction, "start", _start)
        for owner, name, doing in _OUTSIDE:
            patch.setattr(owner, name, _guarded(getattr(owner, name), doing))
        yield
