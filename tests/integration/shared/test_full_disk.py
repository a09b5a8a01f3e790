"""A disk that is full for a while, under a real PostgreSQL: every event is handled when there is room again."""

import asyncio
import contextlib
import tempfile
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from infra.local.postgres import Postgres
from services.notify import inbox
from shared import events, ids
from shared.channel import outbox
from shared.channel.service import Channel
from shared.postgres import close_pool, open_pool
from shared.settings import Settings
from tests.support.servers import FAST, PostgresServer
from tests.support.small_disk import MOVES, REASON, TABLESPACE, SmallDisk, small_disk
from tests.support.waiting import until

ORGANISER = ids.new()
SMALL = {**FAST, "shared_buffers": "16MB"}


@pytest.fixture
async def on_a_small_disk():
    """A database, and the disk that its tables are on."""
    with small_disk(megabytes=60) as disk, tempfile.TemporaryDirectory(prefix="kallelse-test-") as folder:
        if disk is None:
            pytest.skip(REASON)
        server = Postgres(
            Path(folder) / "postgres", password="made-up", settings=SMALL, log=Path("/dev/null")
        )
        server.start()
        try:
            database = await PostgresServer(server).new_database()
            await _move(database.admin_url, disk)
            yield database, disk
        finally:
            server.kill()


async def _move(admin_url: str, disk: SmallDisk) -> None:
    conn = await asyncpg.connect(admin_url)
    await conn.execute(TABLESPACE.format(folder=disk.folder))
    for (move,) in await conn.fetch(MOVES):
        await conn.execute(move)
    await conn.close()


def a_person(number: int) -> events.Person:
    # Long enough that a hundred of them need new pages.
    name = f"{number} " + ids.new().hex * 6
    return events.Person(organiser_id=ORGANISER, id=ids.new(), epoch=1, version=1, name=name)


async def failed_for_want_of_room(caplog) -> bool:
    return any(
        record.getMessage() == "inbox.passing" and record.error_type == "DiskFullError"
        for record in caplog.records
    )


@pytest.mark.parametrize("seconds", [0.5, 4.0])
async def test_a_disk_that_was_full_for_a_moment_costs_no_event(
    on_a_small_disk, valkey_server, caplog, seconds
):
    database, disk = on_a_small_disk
    await _empty(valkey_server)
    pools = {
        "registration": await open_pool(database.registration_url, "registration"),
        "notify": await open_pool(database.notify_url, "notify"),
    }
    async with pools["registration"].acquire() as conn, conn.transaction():
        await outbox.add(conn, [a_person(number) for number in range(2000)])
    tries = 0

    async def act(conn, taken):
        nonlocal tries
        if (tries := tries + 1) == 1:
            disk.fill()
        await inbox.act(conn, taken)

    channels = [
        Channel(pools[service], _settings(url, valkey_server.url), service, act)
        for service, url in (("registration", database.registration_url), ("notify", database.notify_url))
    ]
    tasks = [asyncio.create_task(channel.run()) for channel in channels]
    try:
        await until(lambda: failed_for_want_of_room(caplog), seconds=20)
        await asyncio.sleep(seconds)
        disk.free()
        await until(lambda: _all_done(pools["registration"]), seconds=40)
        assert await pools["notify"].fetchval("select count(*) from snapshot") == 2000
    finally:
        disk.free()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for pool in pools.values():
            await close_pool(pool)


async def _all_done(pool) -> bool:
    with contextlib.suppress(OSError):
        statuses = {row["status"] for row in await pool.fetch("select distinct status from outbox")}
        assert "parked" not in statuses
        return statuses == {"done"}
    return False


async def _empty(valkey_server) -> None:
    redis = Redis.from_url(valkey_server.url)
    await redis.flushall()
    await redis.aclose()


def _settings(url: str, redis_url: str) -> Settings:
    return Settings(
        database_url=url,
        redis_url=redis_url,
        base_url="http://127.0.0.1",
        link_keys="1:" + "00" * 32,
        internal_secret="made-up",
    )
