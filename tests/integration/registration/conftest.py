"""What tests of the registration service may ask for."""

from collections.abc import AsyncIterator

import pytest

from tests.support.registration import Office, open_office
from tests.support.servers import Database


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """An organiser with a programme, in an empty database."""
    async with open_office(database) as made:
        yield made
