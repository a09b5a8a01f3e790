"""Connection pools that are kept from test to test: opening a connection takes PostgreSQL longer than most tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import asyncpg
import pytest

from shared import postgres
from shared.postgres import Pool

_open: Final = postgres.open_pool
_close: Final = postgres.close_pool


class Pools:
    """The kept pools of one database, by the arguments of `open_pool`. One test at a time uses them."""

    def __init__(self) -> None:
        self.kept: dict[tuple[object, ...], Pool] = {}
        self._emptying: asyncpg.Connection[asyncpg.Record] | None = None

    async def get(self, url: str, schema: postgres.Schema, *, size: int = 10, **_: object) -> Pool:
        """Return the kept pool with these arguments; opened at the first call."""
        key = (url, schema, size)
        if key not in self.kept:
            self.kept[key] = await _open(url, schema, size=size)
        return self.kept[key]

    async def give_back(self, pool: Pool) -> None:
        """Keep the pool for the next test; close it if it is not one of these."""
        if all(pool is not kept for kept in self.kept.values()):
            await _close(pool)

    async def emptying(self, url: str) -> "asyncpg.Connection[asyncpg.Record]":
        """Return the superuser's connection that empties the database: what its first run looks up it then knows."""
        if self._emptying is None or self._emptying.is_closed():
            self._emptying = await asyncpg.connect(url)
        return self._emptying

    def resting(self) -> list[int]:
        """The backend process ids of the idle pools; a pool that is still in use is terminated and forgotten."""
        for key, pool in list(self.kept.items()):
            if pool.get_size() > pool.get_idle_size():
                self.kept.pop(key).terminate()
        return [pid for pool in self.kept.values() for pid in _pids(pool)]

    async def close(self) -> None:
        """Close every pool, as before a restore, which refuses to run beside connected services."""
        for pool in self.kept.values():
            await _close(pool)
        self.kept.clear()
        if self._emptying is not None:
            await self._emptying.close()
            self._emptying = None

    def cut(self) -> None:
        """Terminate every pool."""
        for pool in self.kept.values():
            pool.terminate()
        self.kept.clear()
        if self._emptying is not None:
            self._emptying.terminate()
            self._emptying = None

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Patch `open_pool` and `close_pool`, so that an app uses a kept pool."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(postgres, "open_pool", self.get)
            patch.setattr(postgres, "close_pool", self.give_back)
            yield


def _pids(pool: Any) -> list[int]:
    connections = [holder._con for holder in pool._holders]
    return [
        connection.get_server_pid()
        for connection in connections
        if connection is not None and not connection.is_closed()
    ]
