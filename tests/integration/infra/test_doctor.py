"""What `kallelse doctor` finds, and what it says about it."""

import shutil

import asyncpg
import pytest

from infra import doctor
from infra.doctor import Configuration
from shared import migrate

KEY = "1:" + "0123456789abcdef" * 4


@pytest.fixture
def healthy(database, valkey_server, mailbox) -> Configuration:
    common = {
        "KALLELSE_REDIS_URL": valkey_server.url,
        "KALLELSE_BASE_URL": "https://kallelse.example",
        "KALLELSE_LINK_KEYS": KEY,
        "KALLELSE_INTERNAL_SECRET": "made-up-and-long-enough",
    }
    registration = {
        "KALLELSE_DATABASE_URL": database.registration_url,
        "KALLELSE_NOTIFY_URL": "http://127.0.0.1:8001",
    }
    notify = {
        "KALLELSE_DATABASE_URL": database.notify_url,
        "KALLELSE_MAIL_DOMAIN": "kallelse.example",
        "KALLELSE_SMTP_HOST": mailbox.host,
        "KALLELSE_SMTP_PORT": str(mailbox.port),
    }
    return Configuration(
        environs={"registration": common | registration, "notify": common | notify},
        admin_url=database.admin_url,
    )


async def wrong_findings(configuration: Configuration, capsys, **changes: str) -> list[str]:
    """Run the doctor with these settings changed for both services, and return the lines that it prints as wrong.

    `admin_url` is the role that sees both schemas.
    """
    admin_url = changes.pop("admin_url", configuration.admin_url)
    variables = {f"KALLELSE_{name.upper()}": value for name, value in changes.items()}
    environs = {service: {**environ, **variables} for service, environ in configuration.environs.items()}
    await doctor._run(Configuration(environs=environs, admin_url=admin_url))
    return [line[7:] for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]


@pytest.mark.every_postgres
async def test_the_doctor_reports_nothing_wrong_with_a_healthy_configuration(healthy, capsys):
    assert await doctor._run(healthy) == 0
    assert [line[:2] for line in capsys.readouterr().out.splitlines()] == ["ok"] * 7


async def test_the_doctor_names_every_missing_setting_at_once(capsys):
    assert await doctor._run(doctor.read_configuration(None, {})) == 1

    output = capsys.readouterr().out
    names = [
        "DATABASE_URL",
        "REDIS_URL",
        "BASE_URL",
        "LINK_KEYS",
        "INTERNAL_SECRET",
        "NOTIFY_URL",
        "MAIL_DOMAIN",
    ]
    assert [name for name in names if f"KALLELSE_{name} is not set" not in output] == []


async def test_the_doctor_reports_nothing_wrong_with_the_role_of_either_service(healthy, database, capsys):
    for url in (database.registration_url, database.notify_url):
        assert await wrong_findings(healthy, capsys, admin_url=url, database_url=url) == []


async def test_the_doctor_finds_a_role_that_can_use_the_other_schema(healthy, database, capsys):
    conn = await asyncpg.connect(database.admin_url)
    await conn.execute("grant usage on schema notify to kallelse_registration")
    await conn.close()

    assert await wrong_findings(healthy, capsys) == [
        "database: role kallelse_registration reaches schema notify"
    ]


async def test_the_doctor_finds_a_database_without_schemas(healthy, postgres_server, capsys):
    empty = await postgres_server.empty_database()

    assert await wrong_findings(healthy, capsys, admin_url=empty.admin_url) == [
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

    found = await wrong_findings(healthy, capsys, admin_url=database.admin_url)
    assert found == ["database: 0001_notify.sql was changed after it had run"]


async def test_the_doctor_finds_each_unreachable_server_without_showing_passwords(healthy, capsys):
    found = await wrong_findings(
        healthy,
        capsys,
        admin_url="postgresql://kallelse:secret-word@127.0.0.1:1/kallelse",
        database_url="postgresql://kallelse:secret-word@127.0.0.1:1/kallelse",
        redis_url="redis://:secret-word@127.0.0.1:1/0",
        smtp_port="1",
    )

    named = [line.partition(":")[0] for line in found]
    assert named == ["database", "database as registration", "database as notify", "redis", "smtp"]
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
    (found,) = await wrong_findings(healthy, capsys, base_url=url)
    assert found.startswith(f"settings: KALLELSE_BASE_URL {why}")


async def test_the_doctor_finds_bad_keys_without_showing_them(healthy, capsys):
    found = await wrong_findings(healthy, capsys, link_keys="deadbeefdeadbeef", internal_secret="short")

    keys, secret = found
    assert keys.startswith("settings: KALLELSE_LINK_KEYS cannot be read")
    assert secret.startswith("settings: KALLELSE_INTERNAL_SECRET can be guessed")
    assert "deadbeef" not in keys


def test_the_doctor_checks_the_services_that_an_environment_is_for():
    for_notify = {"KALLELSE_MAIL_DOMAIN": "kallelse.example"}
    for_registration = {"KALLELSE_NOTIFY_URL": "http://127.0.0.1:8001"}

    assert list(doctor.read_configuration(None, for_notify).environs) == ["notify"]
    assert list(doctor.read_configuration(None, for_registration).environs) == ["registration"]
    assert list(doctor.read_configuration(None, {}).environs) == ["registration", "notify"]
