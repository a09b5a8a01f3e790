"""Periodic work goes on after a thing that fails, and stops where the database is away."""

from uuid import UUID

import asyncpg
import pytest

from services.registration.actions.one_by_one import one_by_one

THINGS = [(UUID(int=1), UUID(int=n)) for n in range(3)]


async def test_a_thing_that_fails_is_logged_and_the_others_are_done(caplog):
    async def act(_, thing_id):
        if thing_id.int == 1:
            raise RuntimeError
        return thing_id.int

    assert await one_by_one(THINGS, act, chore="try") == [0, 2]
    assert [(record.chore, record.thing_id) for record in caplog.records] == [("try", UUID(int=1))]


async def test_a_database_that_is_away_ends_the_run():
    async def act(*_):
        raise asyncpg.CannotConnectNowError

    with pytest.raises(asyncpg.CannotConnectNowError):
        await one_by_one(THINGS, act, chore="try")
