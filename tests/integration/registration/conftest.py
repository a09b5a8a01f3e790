"""Fixtures for the tests of the registration service."""

from collections.abc import AsyncIterator

import pytest

from tests.support.registration import OrganiserDriver, open_organiser
from tests.support.servers import Database


@pytest.fixture
async def organiser(database: Database) -> AsyncIterator[OrganiserDriver]:
    """An organiser with a programme, in an empty database."""
    async with open_organiser(database) as made:
        yield made
