"""The files that describe the project to others: publiccode.yml, the licence, the version, the changelog."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from infra import cli

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ABOUT = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))

# publiccode.yml 0.5, "The Standard (core)": what is mandatory, and the words that it allows.
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
KINDS = {
    "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend",
    "standalone/other", "addon", "library", "configurationFiles",
}  # fmt: skip


def test_publiccode_has_the_mandatory_keys_of_the_standard():
    assert ABOUT["publiccodeYmlVersion"] == "0.5.0"
    assert ABOUT["name"] == "Kallelse"
    assert re.fullmatch(r"https://\S+", ABOUT["url"])
    assert ABOUT["platforms"] == ["web"]
    assert ABOUT["categories"]
    assert ABOUT["developmentStatus"] in STATUSES
    assert ABOUT["softwareType"] in KINDS
    assert ABOUT["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in ABOUT["maintenance"]["contacts"])
    assert ABOUT["localisation"]["localisationReady"] is True


@pytest.mark.parametrize("language", ABOUT["localisation"]["availableLanguages"])
def test_publiccode_describes_the_project_in_each_language(language):
    description = ABOUT["description"][language]

    assert len(description["shortDescription"]) <= 150
    assert "\n" not in description["shortDescription"]
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert 5 <= len(description["features"]) <= 20
    assert [path for path in description.get("screenshots", []) if not (ROOT / path).exists()] == []


def test_version_and_licence_agree_in_all_files_and_the_command_line(capsys):
    assert ABOUT["softwareVersion"] == PROJECT["version"]
    assert ABOUT["legal"]["license"] == PROJECT["license"] == "EUPL-1.2"
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"kallelse {PROJECT['version']}\n")
    for path in PROJECT["license-files"]:
        assert (ROOT / path).read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")


def test_the_changelog_begins_with_this_version():
    versions = re.findall(
        r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )

    assert versions[0] == PROJECT["version"]
    assert versions == sorted(versions, reverse=True)


def test_pre_commit_hooks_run_only_make_targets_of_the_project():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
    commands = [hook["entry"].split() for repo in hooks["repos"] for hook in repo["hooks"]]
    assert [command for command in commands if command[0] != "make" or command[1] not in targets] == []
