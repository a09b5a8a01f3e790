"""Connections to PostgreSQL: their settings, and what the server does because of them."""

import asyncio

import pytest

from shared import postgres


async def test_an_idle_transaction_is_ended_so_that_another_connection_gets_its_lock(database, monkeypatch):
    soon = {**postgres._SETTINGS, "idle_in_transaction_session_timeout": "200ms"}
    monkeypatch.setattr(postgres, "_SETTINGS", soon)
    pool = await postgres.open_pool(database.registration_url, "registration", size=2)
    try:
        async with pool.acquire() as asleep, pool.acquire() as other:
            transaction = asleep.transaction()
            await transaction.start()
            await asleep.execute("select pg_advisory_xact_lock(7)")
            async with asyncio.timeout(20):
                await other.execute("select pg_advisory_lock(7)")
            with pytest.raises(postgres.GONE):
                await asleep.execute("select 1")
        assert await pool.fetchval("select 1") == 1
    finally:
        await postgres.close_pool(pool)
