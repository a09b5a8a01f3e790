"""Migrations: repeated and simultaneous runs, post files, indexes of large tables, changed files; separate roles."""

import asyncio
from types import SimpleNamespace

import asyncpg
import pytest

from infra import cli, migrating
from infra.local import installation
from infra.local.pair import DATABASE
from shared import migrate
from tests.support.servers import ROLES

pytestmark = pytest.mark.every_postgres

FIRST = "create table notify.crowd (id int primary key, letter text);"
INDEX = "create index concurrently if not exists crowd_letter_idx on notify.crowd (letter);"
UNIQUE = "create unique index concurrently if not exists crowd_letter_key on notify.crowd (letter);"


@pytest.fixture
async def empty(postgres_server):
    """A database with both roles and no schema."""
    database = await postgres_server.empty_database()
    yield database
    await postgres_server.drop(database)


@pytest.fixture
def write_migrations(tmp_path, monkeypatch):
    """Write migrations for notify in place of the real ones."""
    monkeypatch.setattr(migrate, "_FOLDER", tmp_path)
    folder = tmp_path / "notify" / "migrations"
    folder.mkdir(parents=True)

    def write(**texts: str) -> None:
        for number, (name, text) in enumerate(texts.items(), start=len(list(folder.iterdir())) + 1):
            (folder / f"{number:04}_{name}.sql").write_text(text, encoding="utf-8")

    return write


async def value(database, query):
    conn = await asyncpg.connect(database.admin_url)
    try:
        return await conn.fetchval(query)
    finally:
        await conn.close()


def concurrently(*statements: str) -> str:
    return "\n".join(["-- migrate: no transaction", "-- Why it is there; and what for.", *statements])


async def test_a_second_migration_run_does_nothing(empty):
    assert (await migrate.migrate(empty.admin_url, "registration"))[0] == "0001_registration.sql"
    assert await migrate.migrate(empty.admin_url, "registration") == []


async def test_simultaneous_migration_runs_run_each_file_once(empty):
    """Also while an index is built concurrently, which waits for all other transactions."""
    results = await asyncio.gather(*(migrating.run(empty.admin_url, ROLES, post=True) for _ in range(4)))

    ran = [name for result in results for name in result.ran]
    assert sorted(ran) == sorted(
        file.name for service in migrating.SERVICES for file in migrate.files(service)
    )
    assert len(ran) > 10


async def test_a_migration_changed_after_it_ran_stops_the_run(new_database):
    database = await new_database()
    await value(database, "update notify.migration set checksum = 'another' where number = 1")

    with pytest.raises(migrate.BrokenMigration, match="was changed after it had run"):
        await migrate.migrate(database.admin_url, "notify")


async def test_a_post_migration_is_skipped_until_it_is_requested(empty, write_migrations):
    write_migrations(
        first=FIRST, post_gone="alter table crowd drop column letter;", later="create table later (id int);"
    )

    assert await migrate.migrate(empty.admin_url, "notify") == ["0001_first.sql", "0003_later.sql"]
    assert await migrate.migrate(empty.admin_url, "notify") == []
    assert await migrate.migrate(empty.admin_url, "notify", post=True) == ["0002_post_gone.sql"]
    assert await migrate.migrate(empty.admin_url, "notify", post=True) == []


async def test_post_migrations_requested_from_the_start_run_in_order(empty, write_migrations):
    write_migrations(
        first=FIRST, post_gone="alter table crowd drop column letter;", later="create table later (id int);"
    )

    ran = await migrate.migrate(empty.admin_url, "notify", post=True)

    assert ran == ["0001_first.sql", "0002_post_gone.sql", "0003_later.sql"]


async def test_a_gap_in_the_migration_numbers_is_refused_and_nothing_runs(empty, write_migrations, tmp_path):
    write_migrations(first=FIRST)
    (tmp_path / "notify" / "migrations" / "0003_third.sql").write_text("select 1;", encoding="utf-8")

    with pytest.raises(migrate.BrokenMigration, match=r"0003_third\.sql should be number 0002"):
        await migrate.migrate(empty.admin_url, "notify")
    assert await value(empty, "select to_regclass('notify.crowd')") is None


async def test_a_failed_migration_is_rolled_back_and_those_before_it_stay(empty, write_migrations):
    write_migrations(first=FIRST, second="create table second (id int); select 1 / 0;")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate.migrate(empty.admin_url, "notify")

    assert await value(empty, "select to_regclass('notify.second')") is None
    assert await value(empty, "select max(number) from notify.migration") == 1


async def test_a_concurrent_index_is_built_without_timeouts_and_other_migrations_have_them(
    empty, write_migrations
):
    """The expression of an index sees the limits under which it is built."""
    seen = """
      create function seen(int) returns text immutable language sql as $$
        select current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') $$;
      create table limits as select seen(1) as said, 1 as id;"""
    write_migrations(
        first=seen,
        second=concurrently(
            "create index concurrently if not exists limits_0_0 on notify.limits (id) where notify.seen(id) = '0 0';",
            "create unique index concurrently if not exists limits_said on notify.limits (notify.seen(id));",
        ),
        third="create table limits_again as select seen(1) as said;",
    )

    await migrate.migrate(empty.admin_url, "notify")

    assert await value(empty, "select said from notify.limits") == "5s 4s"
    assert await value(empty, "select said from notify.limits_again") == "5s 4s"
    size = "select reltuples from pg_class where relname = 'limits_0_0'"
    assert await value(empty, size) == 1


async def test_rows_can_be_written_while_an_index_is_built(empty, write_migrations):
    write_migrations(first=FIRST)
    await migrate.migrate(empty.admin_url, "notify")
    write_migrations(second=concurrently(INDEX))
    old = await asyncpg.connect(empty.admin_url)
    transaction = old.transaction(isolation="repeatable_read")
    await transaction.start()
    await old.execute("insert into notify.crowd values (1, 'a')")

    building = asyncio.create_task(migrate.migrate(empty.admin_url, "notify"))
    while not await value(empty, "select exists (select from pg_stat_progress_create_index)"):
        assert not building.done()
        await asyncio.sleep(0.02)
    await value(empty, "insert into notify.crowd values (2, 'b') returning 1")
    await transaction.commit()
    await old.close()

    assert await building == ["0002_second.sql"]
    assert await value(empty, "select count(*) from notify.crowd") == 2


async def test_an_index_left_invalid_by_a_failed_build_is_rebuilt(empty, write_migrations):
    write_migrations(
        first=FIRST + "insert into crowd values (1, 'a'), (2, 'a');", second=concurrently(INDEX, UNIQUE)
    )
    valid = "select indisvalid from pg_index where indexrelid = 'notify.crowd_letter_key'::regclass"

    with pytest.raises(asyncpg.UniqueViolationError):
        await migrate.migrate(empty.admin_url, "notify")
    assert await value(empty, valid) is False
    assert await value(empty, "select max(number) from notify.migration") == 1
    await value(empty, "delete from notify.crowd where id = 2 returning 1")

    assert await migrate.migrate(empty.admin_url, "notify") == ["0002_second.sql"]
    assert await value(empty, valid) is True


async def test_an_index_can_be_dropped_concurrently_by_a_migration(empty, write_migrations):
    write_migrations(
        first=FIRST + "create index crowd_letter_idx on crowd (letter);",
        second=concurrently("drop index concurrently if exists notify.crowd_letter_idx;", UNIQUE),
    )

    await migrate.migrate(empty.admin_url, "notify")

    names = "select string_agg(indexname, ' ') from pg_indexes where tablename = 'crowd' and indexname <> 'crowd_pkey'"
    assert await value(empty, names) == "crowd_letter_key"


@pytest.mark.parametrize(
    "statement",
    [
        "create index concurrently crowd_letter_idx on crowd (letter);",
        "create index if not exists crowd_letter_idx on crowd (letter);",
        "drop index concurrently crowd_letter_idx;",
        "update crowd set letter = 'b';",
    ],
)
async def test_a_statement_that_cannot_be_repeated_is_refused_without_a_transaction(
    empty, write_migrations, statement
):
    write_migrations(first=FIRST, second=concurrently(INDEX, statement))

    with pytest.raises(migrate.BrokenMigration, match=r"0002_second\.sql: without a transaction only"):
        await migrate.migrate(empty.admin_url, "notify")
    assert await value(empty, "select to_regclass('notify.crowd')") is None


async def test_the_migrate_command_names_the_files_that_ran_and_the_post_files_left(
    empty, write_migrations, monkeypatch, capsys
):
    monkeypatch.setenv("KALLELSE_DATABASE_URL", empty.admin_url)
    write_migrations(first=FIRST, post_gone="alter table crowd drop column letter;")

    async def command(*words: str) -> str:
        line = cli._parser().parse_args(["migrate", *words])
        assert await asyncio.to_thread(line.run, line) == 0
        return capsys.readouterr().out

    left = "left until no service of the previous version runs: 0002_post_gone.sql\nThen type `kallelse migrate --post`.\n"
    assert await command() == f"ran 0001_first.sql\n{left}"
    assert await command() == f"both schemas were up to date\n{left}"
    assert await command("--post") == "ran 0002_post_gone.sql\n"
    assert await command("--post") == "both schemas were up to date\n"


async def test_a_local_installation_runs_post_migrations_too(postgres_server, write_migrations):
    write_migrations(first=FIRST, post_gone="alter table crowd drop column letter;")
    kept = SimpleNamespace(
        registration_password=ROLES["kallelse_registration"], notify_password=ROLES["kallelse_notify"]
    )
    server = postgres_server.server
    pair = SimpleNamespace(postgres=server, state=kept, database_url=server.url(DATABASE))

    await installation.make_database(pair)

    database = postgres_server.database(DATABASE)
    assert await value(database, "select max(number) from notify.migration") == 2
    await postgres_server.drop(database)


@pytest.mark.parametrize(("mine", "others"), [("registration", "notify"), ("notify", "registration")])
async def test_neither_service_role_can_read_the_schema_of_the_other(database, mine, others):
    conn = await asyncpg.connect(getattr(database, f"{mine}_url"))
    try:
        assert await conn.fetchval(f"select value from {mine}.epoch") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.fetchval(f"select value from {others}.epoch")
    finally:
        await conn.close()
