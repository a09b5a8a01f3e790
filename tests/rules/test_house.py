"""House rules that no other tool checks."""

import re
import subprocess
from pathlib import Path

import pytest

import shared

ROOT = Path(__file__).parent.parent.parent
PYTHON = [path for part in ("services", "shared", "infra") for path in sorted((ROOT / part).rglob("*.py"))]


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: str(path.relative_to(ROOT)))


def test_shared_is_ours():
    assert Path(shared.__file__).parent == ROOT / "shared"


@named(PYTHON)
def test_every_module_says_what_it_is_for(path):
    text = path.read_text(encoding="utf-8")

    assert text.startswith('"""'), "begin with one line that says what the module is for"


@named(PYTHON)
def test_only_settings_and_the_command_line_read_the_environment(path):
    reads = re.search(r"os\.environ|os\.getenv", path.read_text(encoding="utf-8"))
    part = path.relative_to(ROOT)

    # serve() hands the environment to shared.settings.load(); infra starts processes with it.
    allowed = part.parts[0] == "infra" or str(part) in {
        "services/registration/app.py",
        "services/notify/worker.py",
    }
    assert allowed or not reads


@named([path for path in PYTHON if "web/" not in str(path)])
def test_arq_is_imported_in_one_place(path):
    imports = re.search(r"^(from|import) arq\b", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert not imports or path.relative_to(ROOT) == Path("shared/channel/queue.py")


@named(PYTHON)
def test_no_file_is_longer_than_a_reader_can_hold(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_import_contracts_hold():
    result = subprocess.run(
        [ROOT / ".venv/bin/lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout


def settings_fields() -> set[str]:
    from services.notify.settings import NotifySettings
    from services.registration.settings import Settings as RegistrationSettings
    from shared.settings import variable

    return {
        variable(field) for kind in (NotifySettings, RegistrationSettings) for field in kind.__struct_fields__
    }


def test_every_setting_is_described_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in sorted(settings_fields()) if f"`{name}`" not in readme] == []
