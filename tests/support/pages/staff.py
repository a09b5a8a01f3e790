"""A browser in which staff are signed in, and organisers with a coordinator each."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx

from services.registration.actions.directory.passwords import Passwords
from services.registration.domain.caller import Role
from services.registration.store.access import staff
from shared import ids
from shared.postgres import Pool
from tests.support.api import BASE_URL
from tests.support.pages.client import Site
from tests.support.registration import OrganiserDriver

PASSWORD = "made up for the tests"
_HASHES: dict[str, str] = {}  # argon2 takes long on purpose; the tests have one password


async def let_in(
    pool: Pool,
    organiser: OrganiserDriver,
    email: str,
    role: Role = "coordinator",
    *,
    password: str = PASSWORD,
) -> None:
    """Make somebody staff of an organiser, with a password."""
    if password not in _HASHES:
        _HASHES[password] = await Passwords().hash(password)
    async with pool.acquire() as conn:
        await staff.set_password(
            conn,
            organiser.organiser_id,
            ids.new(),
            email=email,
            role=role,
            password_hash=_HASHES[password],
        )


@asynccontextmanager
async def browser(site: Site) -> AsyncIterator[Site]:
    """Another browser, which nobody has signed in with."""
    transport = httpx.ASGITransport(site.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield Site(site.organiser, client, site.app)


async def sign_in(site: Site, email: str, *, password: str = PASSWORD, **more: Any) -> str:
    """Sign in, and return where that leads."""
    return await site.post("/admin/sign-in", {"email": email, "password": password, **more})


@asynccontextmanager
async def signed_in(site: Site, role: Role = "coordinator") -> AsyncIterator[Site]:
    """A browser in which somebody with this role is signed in."""
    async with AsyncExitStack() as stack:
        other = await stack.enter_async_context(browser(site))
        email = f"{role}@ruc.example"
        await let_in(site.organiser.pool, site.organiser, email, role)
        await sign_in(other, email)
        yield other
