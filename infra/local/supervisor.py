"""Supervises child processes: starts them, restarts them when they die, stops them in order."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from infra.local import children
from infra.local.children import Steps
from shared.refused import Refused

# Seconds between checks for dead children: short for a person, and cheap.
LOOK_SECONDS: Final = 0.1

# Seconds after which a child counts as healthy: its next restart is immediate again.
WELL_AFTER_SECONDS: Final = 20.0
FIRST_WAIT_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 5.0

# During the first start, a child that dies this often is a fault of the installation, and the start fails.
MOST_DEATHS_AT_START: Final = 3

GENTLY: Final[Steps] = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 1.0))


class ChildKeepsDying(Refused):
    """A child dies at every start; the message ends with the end of its log."""


class NeverReady(Refused):
    """A child runs but does not become ready."""


@dataclass(kw_only=True)
class Child:
    """One program: how to start it, check that it is ready, and stop it.

    Children of a higher stage depend on those of the lower ones.
    """

    name: str
    spawn: Callable[[], subprocess.Popen[bytes]]
    is_ready: Callable[[], Awaitable[bool]]
    log: Path
    stage: int = 0
    steps: Steps = GENTLY
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    deaths: int = field(default=0, init=False)
    started_at: float = field(default=0.0, init=False)
    not_before: float = field(default=0.0, init=False)


class Supervisor:
    """All children; each is restarted independently of the others."""

    def __init__(
        self, *, on_change: Callable[[dict[str, int]], None], say: Callable[[str], None] | None = None
    ) -> None:
        self.children: list[Child] = []
        self.on_change = on_change
        self.say = say or _say
        self.has_been_ready = False

    def start(self, child: Child) -> None:
        """Start a child and supervise it from now on."""
        self.children.append(child)
        self._spawn(child)

    @property
    def pids(self) -> dict[str, int]:
        """The process id of each running child, by name."""
        return {child.name: child.process.pid for child in self.children if child.process}

    async def wait_until_ready(self, *names: str, seconds: float = 60.0) -> None:
        """Wait until the named children, or all, are ready. Raises `ChildKeepsDying` or `NeverReady`."""
        waiting = [child for child in self.children if not names or child.name in names]
        deadline = time.monotonic() + seconds
        while waiting:
            self.look()
            waiting = [child for child in waiting if not await child.is_ready()]
            if time.monotonic() > deadline:
                late = ", ".join(f"{child.name} (its log is {child.log})" for child in waiting)
                raise NeverReady(f"after {seconds:.0f} s these still do not answer: {late}")
            await asyncio.sleep(LOOK_SECONDS / 4)

    async def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Restart children that die, until `until()` is true; without it, for ever."""
        self.has_been_ready = True
        while not until():
            self.look()
            await asyncio.sleep(LOOK_SECONDS)

    def dismiss(self, stage: int) -> None:
        """Stop the children of one stage and supervise them no more."""
        leaving = [child for child in self.children if child.stage == stage]
        self.children = [child for child in self.children if child.stage != stage]
        children.end([child.process for child in leaving if child.process], GENTLY)
        self.on_change(self.pids)

    def look(self) -> None:
        """Note dead children, and restart those whose delay has passed."""
        now = time.monotonic()
        for child in self.children:
            if child.process and child.process.poll() is not None:
                self._note_death(child, now)
            if child.process is None and now >= child.not_before:
                self._spawn(child)

    def stop(self) -> None:
        """Stop all children: stage by stage from the highest, within a stage in parallel."""
        for stage in sorted({child.stage for child in self.children}, reverse=True):
            together = [child for child in self.children if child.stage == stage]
            # All children of a stage have the same steps.
            children.end([child.process for child in together if child.process], together[0].steps)

    def _spawn(self, child: Child) -> None:
        # A restart that fails (file in use, no more processes) is retried like a death.
        try:
            child.process = child.spawn()
        except Exception as error:
            if not self.has_been_ready:
                raise
            self.say(f"{child.name} could not be started again: {error}")
            self._plan_restart(child, time.monotonic())
            return
        child.started_at = time.monotonic()
        self.on_change(self.pids)
        if child.deaths:
            self.say(f"{child.name} was started again, with pid {child.process.pid}")

    def _note_death(self, child: Child, now: float) -> None:
        code = child.process.returncode if child.process else None
        child.process = None
        if now - child.started_at > WELL_AFTER_SECONDS:
            child.deaths = 0
        self._plan_restart(child, now)
        if not self.has_been_ready and child.deaths >= MOST_DEATHS_AT_START:
            raise ChildKeepsDying(f"{child.name} does not start ({_how(code)}): {last_words(child.log)}")
        self.say(f"{child.name} ended ({_how(code)}); its log is {child.log}")

    def _plan_restart(self, child: Child, now: float) -> None:
        child.deaths += 1
        wait = 0.0 if child.deaths == 1 else FIRST_WAIT_SECONDS * 2 ** min(child.deaths - 2, 10)
        child.not_before = now + min(wait, LONGEST_WAIT_SECONDS)


def last_words(log: Path, *, lines: int = 8) -> str:
    """Return the last lines of a log."""
    if not log.exists():
        return "it wrote no log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
