"""A pooler in between: one in session mode works, and every other is refused with what to do, before any event is lost."""

import asyncio
import dataclasses
import os
import sys

import asyncpg
import pytest

from infra import doctor
from infra.doctor import Configuration
from shared import migrate, postgres
from shared.refused import Fault, Refused
from shared.service import fitness
from tests.support.api import a_cohort, a_registration, running
from tests.support.pooler import IGNORED, pooler

STRONG = {
    "KALLELSE_REDIS_URL": "redis://127.0.0.1:1/0",
    "KALLELSE_BASE_URL": "https://kallelse.example",
    "KALLELSE_LINK_KEYS": "1:" + "0123456789abcdef" * 4,
    "KALLELSE_INTERNAL_SECRET": "made-up-and-long-enough",
    "KALLELSE_NOTIFY_URL": "http://127.0.0.1:1",
    "KALLELSE_MAIL_DOMAIN": "kallelse.example",
}
NOT_SESSION = "a pooler in between is not in session mode"


@pytest.fixture
async def roles_have_settings(database):
    """What docs/operate/deploy.md tells to do for a pooler that ignores startup parameters."""
    conn = await asyncpg.connect(database.admin_url)
    for service in ("registration", "notify"):
        await conn.execute(f"alter role kallelse_{service} set search_path = {service}")
    yield
    for service in ("registration", "notify"):
        await conn.execute(f"alter role kallelse_{service} reset search_path")
    await conn.close()


async def findings(database, capsys, **more: str) -> list[str]:
    environ = STRONG | {"KALLELSE_DATABASE_URL": database.registration_url} | more
    await doctor._run(Configuration(environs={"registration": environ}))
    lines = capsys.readouterr().out.splitlines()
    return [line for line in lines if "database as registration" in line]


@pytest.mark.usefixtures("roles_have_settings")
async def test_everything_works_through_a_pooler_in_session_mode(database, capsys):
    with pooler(database, mode="session") as pooled:
        (line,) = await findings(pooled, capsys, KALLELSE_LISTEN_URL=database.registration_url)
        assert line.startswith("ok ")
        # Commands go past the pooler.
        both_ways = dataclasses.replace(pooled, admin_url=database.admin_url)
        async with running(both_ways) as api:
            cohort = await a_cohort(await api.client("admin"))
            await a_registration(await api.client("admin"), cohort["id"], "anna@skola.example")
            assert await api.pool.fetchval("select count(*) from seat") == 1
        await both_ways.pools.close()


@pytest.mark.usefixtures("roles_have_settings")
@pytest.mark.parametrize(
    ("mode", "connections"),
    [("transaction", 20), ("transaction", 1), ("statement", 20)],
    ids=["transaction", "transaction, one connection", "statement"],
)
async def test_the_doctor_refuses_a_pooler_that_is_not_in_session_mode(database, capsys, mode, connections):
    with pooler(database, mode=mode, connections=connections) as pooled:
        (line,) = await findings(pooled, capsys)

    assert line.startswith("WRONG")
    assert NOT_SESSION in line


@pytest.mark.usefixtures("roles_have_settings")
@pytest.mark.parametrize("service", ["registration", "notify"])
async def test_a_service_does_not_start_through_a_pooler_in_transaction_mode_and_says_why(database, service):
    with pooler(database, mode="transaction") as pooled:
        environ = {
            **os.environ,
            **STRONG,
            "KALLELSE_DATABASE_URL": getattr(pooled, f"{service}_url"),
            "KALLELSE_PORT": "18999",
            "KALLELSE_NOTIFY_PORT": "18998",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", f"services.{service}", env=environ, stderr=asyncio.subprocess.PIPE
        )
        _, said = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 1
    (line,) = said.decode().splitlines()
    assert line.startswith(f"{service} cannot start: the database cannot be used: ")
    assert NOT_SESSION in line
    assert "pool_mode = session" in line


async def test_a_pooler_that_drops_the_search_path_is_refused_by_every_connection(database, capsys):
    with pooler(database, mode="session") as pooled:
        (line,) = await findings(pooled, capsys)
        with pytest.raises(postgres.WrongSchema):
            await postgres.open_pool(pooled.notify_url, "notify")

    assert "sees the schema public and not registration" in line


async def test_a_pooler_that_refuses_the_search_path_is_named_with_what_to_set(database, capsys):
    with pooler(database, mode="session", ignored="extra_float_digits") as pooled:
        (line,) = await findings(pooled, capsys)
        with pytest.raises(Fault) as refused:
            await fitness.look(pooled.registration_url, "registration", pooled.registration_url)

    assert "a pooler refuses the connection" in line
    assert f"ignore_startup_parameters = {IGNORED}" in refused.value.mend


@pytest.mark.usefixtures("roles_have_settings")
async def test_a_pooler_with_fewer_connections_than_the_services_need_is_named(database, capsys):
    with pooler(database, mode="session", connections=1) as pooled:
        (line,) = await findings(pooled, capsys)

    assert "no connection within" in line


@pytest.mark.usefixtures("roles_have_settings")
async def test_migrations_through_a_pooler_that_drops_the_search_path_change_nothing(postgres_server):
    empty = await postgres_server.empty_database()
    with pooler(empty, mode="session") as pooled:
        with pytest.raises(Refused, match="past the pooler"):
            await migrate.migrate(pooled.admin_url, "registration")
        with pytest.raises(Refused, match="past the pooler"):
            await migrate.create_roles(pooled.admin_url, {"kallelse_registration": "another"})
    conn = await asyncpg.connect(empty.admin_url)
    tables = await conn.fetchval(
        "select count(*) from pg_tables where schemaname in ('public', 'registration')"
    )
    await conn.close()
    await postgres_server.drop(empty)

    assert tables == 0
