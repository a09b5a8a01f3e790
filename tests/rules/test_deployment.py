"""The container files, the compose file and the systemd units name only what exists; no container engine is needed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.test_house import settings_fields

ROOT = Path(__file__).parent.parent.parent
CONTAINERS = sorted((ROOT / "infra/containers").glob("*.Containerfile"))
COMPOSE = (ROOT / "infra/containers/compose.yaml").read_text(encoding="utf-8")
UNITS = sorted((ROOT / "infra/systemd").glob("*.service"))


@pytest.mark.parametrize("path", CONTAINERS, ids=lambda path: path.stem)
def test_an_image_copies_only_files_that_exist(path):
    copied = re.findall(r"^COPY (.+) \S+$", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert [name for line in copied for name in line.split() if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(("service", "other"), [("registration", "notify"), ("notify", "registration")])
def test_a_services_image_holds_only_that_service(service, other):
    text = (ROOT / f"infra/containers/{service}.Containerfile").read_text(encoding="utf-8")

    assert f"COPY services/{service} ./services/{service}" in text
    assert f"services/{other}" not in text
    assert set(re.findall(r"infra/\S+", text.partition("FROM")[2])) == {
        "infra/requirements/build.txt",
        f"infra/requirements/{service}.txt",
    }
    assert (ROOT / f"services/{service}/__main__.py").exists()


def test_the_compose_file_sets_only_variables_that_are_read():
    known = settings_fields() | {"KALLELSE_REGISTRATION_PASSWORD", "KALLELSE_NOTIFY_PASSWORD"}

    assert set(re.findall(r"KALLELSE_[A-Z_]+", COMPOSE)) - known == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_systemd_unit_runs_a_command_that_exists(unit):
    from infra.cli import _parser

    command = re.search(r"^ExecStart=\S+/kallelse (\w+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)

    assert _parser().parse_args([command[1]])


@pytest.mark.parametrize("service", ["registration", "notify"])
def test_the_stop_timeout_of_a_service_covers_its_shutdown(service):
    from services.notify import worker
    from services.registration import app

    # The time for work in flight, and five seconds for closing the connections to the database.
    needed = {"registration": app, "notify": worker}[service]._STOP_SECONDS + 5
    unit = (ROOT / f"infra/systemd/kallelse-{service}.service").read_text(encoding="utf-8")
    of_service = COMPOSE.partition(f"  {service}:\n    build")[2].partition("\n\n")[0]

    assert float(re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)[1]) >= needed
    assert float(re.search(r"^    stop_grace_period: (\d+)s$", of_service, re.MULTILINE)[1]) >= needed


@pytest.mark.parametrize("service", ["registration", "notify"])
def test_a_service_imports_neither_the_other_service_nor_infra(service):
    other = {"registration": "notify", "notify": "registration"}[service]
    root = {"registration": "services.registration.app", "notify": "services.notify.worker"}[service]
    program = (
        f"import sys, {root}; sys.exit(any(m.startswith(('services.{other}', 'infra')) for m in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("service", ["registration", "notify"])
def test_a_service_without_settings_exits_with_one_line_naming_the_missing_variable(service):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KALLELSE_")}
    result = subprocess.run(
        [sys.executable, "-m", f"services.{service}"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert re.fullmatch(rf"{service} cannot start: .*KALLELSE_\w+.*\n", result.stderr)


OURS = ("valkey", "migrate", "registration", "notify")


def _compose_service(name: str) -> str:
    return COMPOSE.partition(f"\n  {name}:\n")[2].partition("\n\n")[0]


@pytest.mark.parametrize("name", OURS)
def test_a_container_is_hardened(name):
    assert "<<: *hardened" in _compose_service(name)
    hardened = COMPOSE.partition("x-hardened: &hardened\n")[2].partition("\n\n")[0]
    assert "read_only: true" in hardened
    assert "cap_drop: [ALL]" in hardened
    assert "no-new-privileges:true" in hardened


def test_postgresql_in_a_container_has_only_the_rights_of_its_entry_point():
    postgres = _compose_service("postgres")

    assert "cap_drop: [ALL]" in postgres
    assert "read_only: true" in postgres
    assert "no-new-privileges:true" in postgres


def test_the_queue_in_a_container_asks_for_a_password():
    assert '"--requirepass", "${VALKEY_PASSWORD:?}"' in COMPOSE
    assert "KALLELSE_REDIS_URL: redis://:${VALKEY_PASSWORD:?}@valkey:6379/0" in COMPOSE


def test_registration_in_a_container_believes_the_gateway_of_its_network():
    believed = re.search(r"KALLELSE_FORWARDED_ALLOW_IPS: \$\{KALLELSE_FORWARDED_ALLOW_IPS:-(.+)\}", COMPOSE)
    gateway = re.search(r"gateway: ([\d.]+)", COMPOSE)

    assert believed[1] == gateway[1]
    assert f"({gateway[1]})" in (ROOT / "docs/operate/deploy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_gains_no_rights_and_writes_nothing_for_others(unit):
    lines = unit.read_text(encoding="utf-8").splitlines()

    assert {"NoNewPrivileges=yes", "CapabilityBoundingSet=", "UMask=0077", "ProtectSystem=strict"} <= set(
        lines
    )
