"""Migrations: twice, at once, changed after the fact; each role sees its own schema and no other."""

import asyncio

import asyncpg
import pytest

from shared import migrate

pytestmark = pytest.mark.every_postgres


async def test_a_second_run_does_nothing(postgres_server):
    database = await postgres_server.empty_database()

    assert (await migrate.migrate(database.admin_url, "registration"))[0] == "0001_registration.sql"
    assert await migrate.migrate(database.admin_url, "registration") == []
    await postgres_server.drop(database)


async def test_two_runs_at_once_end_in_one(postgres_server):
    database = await postgres_server.empty_database()

    ran = await asyncio.gather(*(migrate.migrate(database.admin_url, "notify") for _ in range(4)))

    assert sorted(len(files) > 0 for files in ran) == [False, False, False, True]
    await postgres_server.drop(database)


async def test_a_file_changed_after_it_ran_stops_the_run(new_database):
    database = await new_database()
    conn = await asyncpg.connect(database.admin_url)
    await conn.execute("update notify.migration set checksum = 'another' where number = 1")
    await conn.close()

    with pytest.raises(migrate.BrokenMigration, match="was changed after it had run"):
        await migrate.migrate(database.admin_url, "notify")


@pytest.mark.parametrize(("mine", "others"), [("registration", "notify"), ("notify", "registration")])
async def test_neither_role_reads_the_others_schema(database, mine, others):
    conn = await asyncpg.connect(getattr(database, f"{mine}_url"))
    try:
        assert await conn.fetchval(f"select value from {mine}.epoch") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.fetchval(f"select value from {others}.epoch")
    finally:
        await conn.close()
