"""Every statement of both services is one that PostgreSQL understands, on the schema as it is migrated."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import asyncpg
import pytest

import services.notify.store
import services.registration.store
import shared.channel
from tests.support.servers import Database


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def statements(package: ModuleType) -> dict[str, str]:
    """Upper-case text constants: whole statements, by house rule."""
    return {
        f"{module.__name__}.{name}": text
        for module in modules(package)
        for name, text in vars(module).items()
        if name.isupper() and not name.startswith("_") and isinstance(text, str) and " " in text.strip()
    }


async def unprepared(url: str, schema: str, texts: dict[str, str]) -> dict[str, str]:
    conn = await asyncpg.connect(url, server_settings={"search_path": schema})
    wrong = {}
    try:
        for name, text in texts.items():
            try:
                await conn.prepare(text)
            except asyncpg.PostgresError as error:
                wrong[name] = str(error)
    finally:
        await conn.close()
    return wrong


@pytest.mark.every_postgres
async def test_every_statement_of_registration_can_be_prepared(database: Database):
    texts = statements(services.registration.store) | statements(shared.channel)

    assert len(texts) > 50
    assert await unprepared(database.registration_url, "registration", texts) == {}


@pytest.mark.every_postgres
async def test_every_statement_of_notify_can_be_prepared(database: Database):
    texts = statements(services.notify.store) | statements(shared.channel)

    assert len(texts) > 20
    assert await unprepared(database.notify_url, "notify", texts) == {}


@pytest.mark.every_postgres
async def test_neither_service_sees_a_table_of_the_other(database: Database):
    for url, other in ((database.registration_url, "notify"), (database.notify_url, "registration")):
        wrong = await unprepared(url, other, {"peep": "select 1 from inbox"})
        assert list(wrong) == ["peep"]
