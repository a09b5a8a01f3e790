"""The fixtures of servers and databases that other tests use."""

import asyncpg
import pytest


@pytest.mark.every_postgres
async def test_each_role_can_connect_to_the_database_of_a_test(database):
    for url in (database.admin_url, database.registration_url, database.notify_url):
        conn = await asyncpg.connect(url)
        try:
            assert await conn.fetchval("select current_database()") == database.name
        finally:
            await conn.close()


async def test_two_databases_of_one_test_have_different_names(new_database):
    first, second = await new_database(), await new_database()

    assert first.name != second.name
