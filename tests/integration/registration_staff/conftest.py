"""The pages for staff on a real database, with a clock that the test sets."""

import pytest

from tests.support.pages.client import Clock, open_site
from tests.support.pages.staff import signed_in


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock.set(monkeypatch)


@pytest.fixture
async def site(database):
    async with open_site(database) as it:
        yield it


@pytest.fixture
async def staff(site):
    """A browser in which a coordinator is signed in."""
    async with signed_in(site) as it:
        yield it


@pytest.fixture
async def admin(site):
    """A browser in which an admin is signed in."""
    async with signed_in(site, "admin") as it:
        yield it
