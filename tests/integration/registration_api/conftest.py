"""A running API for each test."""

import pytest

from tests.support import api as support


@pytest.fixture
async def api(database):
    async with support.running(database) as running:
        yield running


@pytest.fixture
async def admin(api):
    return await api.client("admin")
