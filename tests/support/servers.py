"""Real servers for tests: PostgreSQL, Valkey and the mailbox, started once per session; a database per test."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest

from infra.local.postgres import Postgres
from infra.local.postgres_binaries import distribution_binaries
from infra.local.valkey import Valkey
from infra.mailbox.server import Mailbox
from shared import migrate
from tests.support.pools import Pools

# Faster, but not safe in a power cut; the rest is as in `kallelse up`.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
ROLES = {"kallelse_registration": "made-up-registration", "kallelse_notify": "made-up-notify"}

WHEEL = "wheel"
DISTRIBUTION = "distribution"


@dataclass(frozen=True, kw_only=True)
class Database:
    """One migrated, empty database, with a URL for each of its three roles."""

    name: str
    admin_url: str
    registration_url: str
    notify_url: str
    pools: Pools = field(default_factory=Pools, compare=False, repr=False)


# An emptied database serves the next test: a hundred times faster than a new clone. Triggers and foreign keys are
# off meanwhile; rows that the migrations themselves inserted stay or are inserted again.
OTHERS = """
select pg_terminate_backend(pid)
  from pg_stat_activity
 where datname = current_database() and pid <> pg_backend_pid() and pid <> all ($1::int[])
"""
EMPTY = """
do $$
declare
  one regclass;
begin
  set local session_replication_role = replica;
  for one in
    select oid from pg_class
     where relkind = 'r' and relname <> 'migration'
       and relnamespace in ('registration'::regnamespace, 'notify'::regnamespace)
  loop
    execute format('delete from %s', one);
  end loop;
  insert into registration.epoch default values;
  insert into notify.epoch default values;
end
$$
"""


MIGRATED = """
select string_agg(number || checksum, ' ' order by number, checksum)
  from (select number, checksum from registration.migration union all select number, checksum from notify.migration) as m
"""


@dataclass
class PostgresServer:
    """A running PostgreSQL that provides migrated databases to tests."""

    server: Postgres
    template: str | None = field(default=None)
    idle: list[Database] = field(default_factory=list)
    migrated: str | None = None

    async def lend(self) -> Database:
        """Return an empty, migrated database, used before or new."""
        return self.idle.pop() if self.idle else await self.new_database()

    async def take_back(self, database: Database) -> None:
        """Empty a used database for the next test."""
        conn = await database.pools.emptying(database.admin_url)
        await conn.execute(OTHERS, database.pools.resting())
        await conn.execute(EMPTY)
        if await conn.fetchval(MIGRATED) == self.migrated:
            self.idle.append(database)
        else:  # a test has changed the schema
            await self.drop(database)

    async def new_database(self) -> Database:
        """Clone the migrated template."""
        if self.template is None:
            self.template = await self._make_template()
        name = f"test_{secrets.token_hex(6)}"
        await self._command(f"create database {name} template {self.template} strategy file_copy")
        return self.database(name)

    async def empty_database(self) -> Database:
        """Create a database with both roles and no schema."""
        await migrate.create_roles(self.server.url(), ROLES)
        name = f"test_{secrets.token_hex(6)}"
        await self._command(f"create database {name}")
        return self.database(name)

    def cut(self) -> None:
        """Terminate the connections to the idle databases."""
        for database in self.idle:
            database.pools.cut()

    async def drop(self, database: Database) -> None:
        """Drop a database, also with open connections."""
        database.pools.cut()
        await self._command(f"drop database if exists {database.name} with (force)")

    def database(self, name: str) -> Database:
        """Return the database's three URLs."""
        registration, notify = ROLES.items()
        return Database(
            name=name,
            admin_url=self.server.url(name),
            registration_url=self.server.url(name, *registration),
            notify_url=self.server.url(name, *notify),
        )

    async def _make_template(self) -> str:
        database = await self.empty_database()
        await migrate.migrate(database.admin_url, "registration")
        await migrate.migrate(database.admin_url, "notify")
        conn = await asyncpg.connect(database.admin_url)
        try:
            self.migrated = await conn.fetchval(MIGRATED)
        finally:
            await conn.close()
        return database.name

    async def _command(self, statement: str) -> None:
        conn = await asyncpg.connect(self.server.url())
        try:
            await conn.execute(statement)
        finally:
            await conn.close()


class PostgresServers:
    """The servers of a session, each started at first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: dict[str, PostgresServer] = {}

    def get(self, which: str) -> PostgresServer:
        """Start the wheel's PostgreSQL or the distribution's, once."""
        if which not in self.running:
            server = Postgres(
                self.folder / which,
                password=secrets.token_urlsafe(16),
                settings=FAST,
                binaries=self._distribution() if which == DISTRIBUTION else None,
            )
            server.start()
            self.running[which] = PostgresServer(server)
        return self.running[which]

    def stop(self) -> None:
        for running in self.running.values():
            running.server.kill()

    def _distribution(self) -> Path:
        installed = distribution_binaries()
        assert installed, (
            "tests run on the distribution's PostgreSQL too: type `make test`, which installs it"
        )
        # The oldest installed: the newest is similar to the wheel's.
        return installed[-1]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests marked `every_postgres` on the newest and on the oldest supported PostgreSQL."""
    if (
        metafunc.definition.get_closest_marker("every_postgres")
        and "postgres_server" in metafunc.fixturenames
    ):
        metafunc.parametrize("postgres_server", [WHEEL, DISTRIBUTION], indirect=True, scope="session")


@pytest.fixture(scope="session")
def postgres_servers() -> Iterator[PostgresServers]:
    with tempfile.TemporaryDirectory(prefix="kallelse-test-") as folder:
        servers = PostgresServers(Path(folder))
        try:
            yield servers
        finally:
            servers.stop()


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest, postgres_servers: PostgresServers) -> PostgresServer:
    """The session's PostgreSQL; a test marked `every_postgres` runs on each."""
    return postgres_servers.get(getattr(request, "param", WHEEL))


@pytest.fixture
async def new_database(postgres_server: PostgresServer) -> AsyncIterator[Callable[[], Awaitable[Database]]]:
    """Create as many databases as a test needs."""
    made: list[Database] = []

    async def make() -> Database:
        made.append(await postgres_server.new_database())
        return made[-1]

    yield make
    for database in made:
        await postgres_server.drop(database)


@pytest.fixture(scope="session")
async def _connections(postgres_servers: PostgresServers) -> AsyncIterator[None]:
    """Terminates the connections that tests kept for each other while their event loop still runs."""
    yield
    for server in postgres_servers.running.values():
        server.cut()
    await asyncio.sleep(0)  # lets the loop close the terminated connections


@pytest.fixture
async def database(postgres_server: PostgresServer, _connections: None) -> AsyncIterator[Database]:
    """A migrated, empty database for one test, which must not change the schema; for that, use `new_database`."""
    lent = await postgres_server.lend()
    yield lent
    await postgres_server.take_back(lent)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Valkey]:
    """The session's Valkey; a test that needs it empty runs FLUSHALL."""
    with tempfile.TemporaryDirectory(prefix="kallelse-test-") as folder:
        server = Valkey(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    """The test's own mail server, on `mailbox.host` and `mailbox.port`; set `mailbox.answer` to refuse mails."""
    running = Mailbox.in_folder(tmp_path / "mailbox")
    await running.start()
    try:
        yield running
    finally:
        await running.stop()
