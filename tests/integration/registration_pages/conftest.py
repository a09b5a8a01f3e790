"""The pages on a real database, with a clock that the test sets."""

import pytest

from tests.support.pages.client import Clock, open_site
from tests.support.pages.states import SeriesBuilder


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock.set(monkeypatch)


@pytest.fixture
async def site(database):
    async with open_site(database) as it:
        yield it


@pytest.fixture
def story(site, clock) -> SeriesBuilder:
    return SeriesBuilder(site, clock)
