"""Keeps child processes running: starts them, starts them again when they die, ends them in order."""

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

# How often we look whether somebody has died; a person does not notice, and it costs nothing.
LOOK_SECONDS: Final = 0.1

# A child that lived this long was well; the next start of it is at once again.
WELL_AFTER_SECONDS: Final = 20.0
FIRST_WAIT_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 5.0

# Before everything has been up once, a child that keeps dying is a fault of the installation: say so and stop.
MOST_DEATHS_AT_START: Final = 3

GENTLY: Final[Steps] = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 1.0))


class ChildKeepsDying(Refused):
    """A child does not come up; the text ends with what it said last."""


class NeverReady(Refused):
    """A child runs, and does not work."""


@dataclass(kw_only=True)
class Child:
    """One program: how to start it, how to know that it works, how to end it.

    Children of a higher stage stand on those of the lower ones.
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
    """All children; one another's restarts are nothing to them."""

    def __init__(
        self, *, on_change: Callable[[dict[str, int]], None], say: Callable[[str], None] | None = None
    ) -> None:
        self.children: list[Child] = []
        self.on_change = on_change
        self.say = say or _say
        self.has_been_ready = False

    def start(self, child: Child) -> None:
        """Start a child and look after it from now on."""
        self.children.append(child)
        self._spawn(child)

    @property
    def pids(self) -> dict[str, int]:
        """The process of each child that lives."""
        return {child.name: child.process.pid for child in self.children if child.process}

    async def wait_until_ready(self, *names: str, seconds: float = 60.0) -> None:
        """Wait until these, or all, work; `ChildKeepsDying` or `NeverReady` if they do not."""
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
        """Start again whoever dies, until something is so; unless told what, for ever."""
        self.has_been_ready = True
        while not until():
            self.look()
            await asyncio.sleep(LOOK_SECONDS)

    def dismiss(self, stage: int) -> None:
        """End the children of one stage, and look after them no more."""
        leaving = [child for child in self.children if child.stage == stage]
        self.children = [child for child in self.children if child.stage != stage]
        children.end([child.process for child in leaving if child.process], GENTLY)
        self.on_change(self.pids)

    def look(self) -> None:
        """Note who has died, and start again whose time has come."""
        now = time.monotonic()
        for child in self.children:
            if child.process and child.process.poll() is not None:
                self._note_death(child, now)
            if child.process is None and now >= child.not_before:
                self._spawn(child)

    def stop(self) -> None:
        """End all: stage by stage from the highest, those of one stage side by side."""
        for stage in sorted({child.stage for child in self.children}, reverse=True):
            together = [child for child in self.children if child.stage == stage]
            # The steps of a stage are those of any of its children.
            children.end([child.process for child in together if child.process], together[0].steps)

    def _spawn(self, child: Child) -> None:
        # A restart that fails (a file still in use, no more processes) is tried again like a death.
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
    """Give the end of a log."""
    if not log.exists():
        return "it wrote no log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
