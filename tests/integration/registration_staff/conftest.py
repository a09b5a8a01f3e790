"""The pages for staff on a real database, with a clock that the test sets."""

import pytest

from services.registration.web.kit.oidc import OidcProvider
from tests.support import oidc
from tests.support.api import settings
from tests.support.pages.client import Clock, open_site
from tests.support.pages.staff import let_in, signed_in


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


@pytest.fixture
async def site_with_provider(database):
    """A site whose staff, Maria among them, can sign in at a provider."""
    async with open_site(database, **oidc.SETTINGS) as it:
        await let_in(it.organiser.pool, it.organiser, "maria@ruc.example")
        yield it


@pytest.fixture
async def provider(site_with_provider, database):
    """The provider, which says what it is told to."""
    fake = oidc.FakeProvider()
    site_with_provider.app.services.oidc = OidcProvider(settings(database, **oidc.SETTINGS), fake.client())
    return fake
