"""Runs tests in a fork with one changed module, so that everything else is imported only once."""

import ast
import importlib.abc
import importlib.machinery
import os
import select
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path
from types import CodeType
from typing import Final, Literal

import hypothesis
import pytest

from tests.mutants.changes import Change

ROOT: Final = Path(__file__).parent.parent.parent
Verdict = Literal["noticed", "endless", "unnoticed"]


class _Changed(importlib.machinery.SourceFileLoader):
    """Loads a module from source text instead of from its file."""

    source = ""

    def get_code(self, fullname: str) -> CodeType:
        return compile(ast.parse(self.source), self.get_filename(fullname), "exec")


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the changed module; leaves all others to the usual finders."""

    def __init__(self, change: Change) -> None:
        self.name = change.path.removesuffix(".py").replace("/", ".")
        self.loader = _Changed(self.name, str(ROOT / change.path))
        self.loader.source = change.source

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.machinery.ModuleSpec(fullname, self.loader, origin=str(ROOT / self.name))


class _Once:
    """Makes Hypothesis use the same examples each time and skip shrinking, because only the failure counts."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        hypothesis.settings.register_profile(
            "once", deadline=None, derandomize=True, database=None, phases=[hypothesis.Phase.generate]
        )
        hypothesis.settings.load_profile("once")


def warm_up() -> None:
    """Import, before forking, what pytest would import in every fork, but nothing that may be changed."""
    for name in (
        "msgspec",
        "httpx",
        "litestar",
        "jinja2",
        "icalendar",
        "asyncpg",
        "holidays",
        "hypothesis.strategies",
    ):
        __import__(name)
    for plugin in entry_points(group="pytest11"):
        plugin.load()


def run(
    tests: Sequence[str], *options: str, change: Change | None = None, seconds: float = 600
) -> int | None:
    """Run tests in a fork. Returns pytest's exit code, or None if they took longer than `seconds`."""
    if (child := os.fork()) == 0:
        _silence()
        if change:
            sys.meta_path.insert(0, _Finder(change))
        os._exit(
            pytest.main(
                ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", *options, *tests],
                plugins=[_Once()],
            )
        )
    handle = os.pidfd_open(child)
    ended, _, _ = select.select([handle], [], [], seconds)
    os.close(handle)
    if not ended:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) if ended else None


def judge(change: Change, tests: Sequence[str], *, seconds: float) -> Verdict:
    """Run the tests on a mutant: `noticed` if one fails, `endless` if they do not end in time, else `unnoticed`."""
    match run(tests, "--no-cov", change=change, seconds=seconds):
        case None:
            return "endless"
        case 0:
            return "unnoticed"
        case _:
            return "noticed"


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
