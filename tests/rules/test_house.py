"""House rules that no other tool checks."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import shared

ROOT = Path(__file__).parent.parent.parent
PYTHON = [path for part in ("services", "shared", "infra") for path in sorted((ROOT / part).rglob("*.py"))]


TEXTS = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in PYTHON}


def test_the_house_rules_find_the_source_files():
    assert len(TEXTS) > 300


def test_the_shared_package_is_imported_from_this_repository():
    assert Path(shared.__file__).parent == ROOT / "shared"


def test_every_module_begins_with_a_docstring():
    assert [name for name, text in TEXTS.items() if not text.startswith('"""')] == []


def test_only_settings_and_the_command_line_read_the_environment():
    # serve() hands the environment to shared.settings.load(); infra starts processes with it.
    allowed = {"services/registration/app.py", "services/notify/worker.py"}
    reading = {name for name, text in TEXTS.items() if re.search(r"os\.environ|os\.getenv", text)}

    assert allowed <= reading, "the search finds what is there"
    assert [name for name in sorted(reading - allowed) if not name.startswith("infra/")] == []


def test_arq_is_imported_in_one_place():
    imports = [
        name for name, text in TEXTS.items() if re.search(r"^(?:from|import) arq\b", text, re.MULTILINE)
    ]

    assert imports == ["shared/channel/queue.py"]


def test_no_source_file_is_longer_than_300_lines():
    assert [name for name, text in TEXTS.items() if len(text.splitlines()) > 300] == []


def test_class_names_in_the_tests_are_unique():
    found = Counter(
        name
        for path in (ROOT / "tests").rglob("*.py")
        for name in re.findall(r"^class (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert found["OrganiserDriver"] == 1, "the search finds what is there"
    assert [name for name, number in found.items() if number > 1] == []


def test_the_import_contracts_hold():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


def settings_fields() -> set[str]:
    from services.notify.settings import NotifySettings
    from services.registration.settings import RegistrationSettings
    from shared.settings import variable

    return {
        variable(field) for kind in (NotifySettings, RegistrationSettings) for field in kind.__struct_fields__
    }
