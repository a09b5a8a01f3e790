"""The registration API on a real database, called in process: one tenant, a client for each role."""

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.registration.app import create_app
from services.registration.commands import organiser, token
from services.registration.settings import RegistrationSettings
from services.registration.web.instrumentation import InstrumentedApp
from shared import times
from shared.postgres import Conn, Pool
from tests.support.servers import Database

BASE_URL = "http://kallelse.example"


def settings(database: Database, **others: Any) -> RegistrationSettings:
    """Settings for tests: only the database exists."""
    values: dict[str, Any] = {
        "database_url": database.registration_url,
        "redis_url": "redis://127.0.0.1:1/0",
        "base_url": BASE_URL,
        "link_keys": f"1:{'ab' * 16}",
        "internal_secret": "made-up",
        "notify_url": "http://127.0.0.1:1",
    }
    return RegistrationSettings(**(values | others))


@dataclass
class Api:
    """A running app and clients with tokens of its tenant."""

    app: InstrumentedApp
    database: Database
    stack: AsyncExitStack
    clients: dict[tuple[str, str], httpx.AsyncClient] = field(default_factory=dict)

    @property
    def pool(self) -> Pool:
        return self.app.services.pool

    async def client(self, role: str = "admin", tenant: str = "prov") -> httpx.AsyncClient:
        """Return a client with a role; another tenant is created when it is first used."""
        if (tenant, role) not in self.clients:
            with self._connected_commands():
                if not any(known == tenant for known, _ in self.clients):
                    await organiser.add(self.database.admin_url, tenant, tenant.capitalize())
                made = await token.create(self.database.admin_url, tenant, "test", role)
            self.clients[tenant, role] = await self.stack.enter_async_context(self.bare(made))
        return self.clients[tenant, role]

    @contextmanager
    def _connected_commands(self) -> Iterator[None]:
        """Let the commands use a kept connection: opening one for each takes longer than what they do."""

        @asynccontextmanager
        async def transaction(url: str) -> AsyncIterator[Conn]:
            pool = await self.database.pools.get(url, "registration", size=1)
            async with pool.acquire() as conn, conn.transaction():
                yield conn

        with pytest.MonkeyPatch.context() as patch:
            for command in (organiser, token):
                patch.setattr(command, "transaction", transaction)
            yield

    def bare(self, bearer: str | None = None) -> httpx.AsyncClient:
        """Return a client with this token, or without one."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url=f"{BASE_URL}/api/v1",
            headers={"authorization": f"Bearer {bearer}"} if bearer else {},
        )


@functools.lru_cache(maxsize=8)
def an_app(made_with: RegistrationSettings) -> InstrumentedApp:
    """Return an app whose services are created anew each time it runs.

    Built once per database, because registering the routes takes longer than most tests.
    """
    return create_app(made_with, only_answer=True)


@asynccontextmanager
async def running(database: Database, **others: Any) -> AsyncIterator[Api]:
    """Run the app without channel and periodic tasks."""
    app = an_app(settings(database, **others))
    ready, done = asyncio.Event(), asyncio.Event()

    # In a task of its own, because a fixture is set up and torn down in different tasks.
    async def live() -> None:
        async with AsyncExitStack() as lifespan:
            with database.pools.in_place():
                await lifespan.enter_async_context(app.lifespan())
            ready.set()
            await done.wait()
            with database.pools.in_place():
                await lifespan.aclose()

    task = asyncio.create_task(live())
    started = asyncio.create_task(ready.wait())
    await asyncio.wait([task, started], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        started.cancel()
        task.result()
    async with AsyncExitStack() as stack:
        yield Api(app, database, stack)
    done.set()
    await task


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    """Create a resource and return the response."""
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def a_programme(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    return await made(client, "/programmes", **({"title": "Satsningen"} | fields))


async def a_cohort(client: httpx.AsyncClient, *, sessions: int = 1, **fields: Any) -> dict[str, Any]:
    """Create an open cohort with this many sessions, a week apart from next month on; their ids are in `session_ids`."""
    programme = await a_programme(client)
    cohort = await made(
        client, "/cohorts", **({"programme_id": programme["id"], "name": "Omgång 1"} | fields)
    )
    made_sessions = [await a_session(client, cohort["id"], weeks=week) for week in range(sessions)]
    assert (await client.post(f"/cohorts/{cohort['id']}/publish")).status_code == 200
    return cohort | {"session_ids": [session["id"] for session in made_sessions]}


async def a_session(
    client: httpx.AsyncClient, cohort_id: str, *, weeks: int = 0, **fields: Any
) -> dict[str, Any]:
    starts = times.local(times.now()).replace(microsecond=0) + timedelta(days=30 + 7 * weeks)
    values = {
        "cohort_id": cohort_id,
        "title": f"Träff {weeks + 1}",
        "number": weeks + 1,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
    }
    return await made(client, "/sessions", **(values | fields))


async def a_registration(
    client: httpx.AsyncClient, cohort_id: str, email: str, **fields: Any
) -> dict[str, Any]:
    name = email.partition("@")[0].capitalize()
    return await made(
        client, "/registrations", cohort_id=cohort_id, person={"name": name, "email": email}, **fields
    )


async def everything(client: httpx.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    """Return every item of a list, page by page."""
    items: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        answer = await client.get(path, params=query | ({"after": after} if after else {}))
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        after = answer.json()["next"]
        if after is None:
            return items


@asynccontextmanager
async def notify_that(api: Api, answers: Callable[[httpx.Request], httpx.Response]) -> AsyncIterator[None]:
    """Let the app talk to a notify that answers so."""
    real = api.app.services.notify
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(answers), base_url="http://notify", headers=real.headers
    ) as client:
        api.app.services.notify = client
        try:
            yield
        finally:
            api.app.services.notify = real
