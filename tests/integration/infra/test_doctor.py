"""What `kallelse doctor` finds, and what it says about it."""

import shutil

import asyncpg
import msgspec
import pytest

from infra import doctor
from infra.doctor import Configuration
from shared import migrate

KEY = "1:" + "ab" * 32


@pytest.fixture
def healthy(database, valkey_server, mailbox) -> Configuration:
    return Configuration(
        database_url=database.admin_url,
        redis_url=valkey_server.url,
        base_url="https://kallelse.example",
        smtp_host=mailbox.host,
        smtp_port=mailbox.port,
        link_keys=KEY,
        internal_secret="made-up-and-long-enough",
    )


async def wrong_findings(configuration: Configuration, capsys, **changes) -> list[str]:
    """Run the doctor and return the lines that it prints as wrong."""
    await doctor._run(msgspec.structs.replace(configuration, **changes))
    return [line[7:] for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]


@pytest.mark.every_postgres
async def test_the_doctor_reports_nothing_wrong_with_a_healthy_configuration(healthy, capsys):
    assert await doctor._run(healthy) == 0
    assert [line[:2] for line in capsys.readouterr().out.splitlines()] == ["ok"] * 6


async def test_the_doctor_names_every_missing_setting_at_once(capsys):
    assert await doctor._run(Configuration()) == 1

    output = capsys.readouterr().out
    names = ["DATABASE_URL", "REDIS_URL", "SMTP_HOST", "BASE_URL", "LINK_KEYS", "INTERNAL_SECRET"]
    assert [name for name in names if f"KALLELSE_{name} is not set" not in output] == []


async def test_the_doctor_reports_nothing_wrong_with_the_role_of_either_service(healthy, database, capsys):
    assert await wrong_findings(healthy, capsys, database_url=database.registration_url) == []
    assert await wrong_findings(healthy, capsys, database_url=database.notify_url) == []


async def test_the_doctor_finds_a_role_that_can_use_the_other_schema(healthy, database, capsys):
    conn = await asyncpg.connect(database.admin_url)
    await conn.execute("grant usage on schema notify to kallelse_registration")
    await conn.close()

    assert await wrong_findings(healthy, capsys) == [
        "database: role kallelse_registration reaches schema notify"
    ]


async def test_the_doctor_finds_a_database_without_schemas(healthy, postgres_server, capsys):
    empty = await postgres_server.empty_database()

    assert await wrong_findings(healthy, capsys, database_url=empty.admin_url) == [
        "database: schema registration is not there"
    ]
    await postgres_server.drop(empty)


async def test_the_doctor_names_a_migration_that_has_not_run(healthy, database, capsys):
    conn = await asyncpg.connect(database.admin_url)
    await conn.execute("delete from notify.migration where number = 1")
    await conn.close()

    assert await wrong_findings(healthy, capsys) == ["database: schema notify lacks 0001_notify.sql"]


async def test_the_doctor_names_a_pending_post_migration_without_calling_it_wrong(
    healthy, monkeypatch, tmp_path, capsys
):
    for service in ("registration", "notify"):
        shutil.copytree(migrate._FOLDER / service / "migrations", tmp_path / service / "migrations")
    number = len(list(migrate.files("notify"))) + 1
    (tmp_path / "notify" / "migrations" / f"{number:04}_post_gone.sql").write_text(
        "select 1;", encoding="utf-8"
    )
    monkeypatch.setattr(migrate, "_FOLDER", tmp_path)

    assert await doctor._run(healthy) == 0

    expected = f"both schemas up to date but for {number:04}_post_gone.sql (`kallelse migrate --post`), both roles apart"
    assert expected in capsys.readouterr().out


async def test_the_doctor_names_a_migration_that_was_changed(healthy, new_database, capsys):
    database = await new_database()
    conn = await asyncpg.connect(database.admin_url)
    await conn.execute("update notify.migration set checksum = 'another' where number = 1")
    await conn.close()

    found = await wrong_findings(healthy, capsys, database_url=database.admin_url)
    assert found == ["database: 0001_notify.sql was changed after it had run"]


async def test_the_doctor_finds_each_unreachable_server_without_showing_passwords(healthy, capsys):
    found = await wrong_findings(
        healthy,
        capsys,
        database_url="postgresql://kallelse:secret-word@127.0.0.1:1/kallelse",
        redis_url="redis://:secret-word@127.0.0.1:1/0",
        smtp_port=1,
    )

    assert [line.partition(":")[0] for line in found] == ["database", "redis", "smtp"]
    assert "secret-word" not in "".join(found)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("kallelse.example", "is no web address"),
        ("https://kallelse.example/", "has something after the host"),
        ("http://kallelse.example", "is not encrypted"),
    ],
)
async def test_the_doctor_finds_a_base_url_that_would_break_links(healthy, capsys, url, why):
    assert await wrong_findings(healthy, capsys, base_url=url) == [f"base url: {url} {why}"]


async def test_the_doctor_finds_bad_keys_without_showing_them(healthy, capsys):
    found = await wrong_findings(healthy, capsys, link_keys="deadbeefdeadbeef", internal_secret="short")

    assert found == ["link keys: they cannot be read", "internal secret: it has only 5 characters"]


def test_the_doctor_reads_the_environment_as_the_services_do():
    found = doctor.read_configuration(
        None, {"KALLELSE_SMTP_PORT": "2525", "KALLELSE_BASE_URL": "https://x.example"}
    )

    assert found == Configuration(smtp_port=2525, base_url="https://x.example")
