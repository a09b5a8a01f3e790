"""Programs started so that they never outlive this process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final, Literal

CHILD: Final = Path(__file__).with_name("child.py")

# The account with the fewest rights that every Linux has.
UNPRIVILEGED: Final = "nobody"

DeathSignal = Literal["INT", "TERM", "KILL"]

# Signals to send one after another, with the seconds to wait after each.
Steps = Sequence[tuple[signal.Signals, float]]


# A folder that the child may use without being able to reach it.
HELD: Final = Path("/proc/self/fd/3")


def wrapped(
    command: Sequence[str],
    *,
    folder: Path = Path("/"),
    death_signal: DeathSignal = "TERM",
    user: str | None = None,
    held: Path | None = None,
) -> list[str]:
    """Name the command that becomes `command`, in `folder`, and ends with this process; `held` is its `HELD`."""
    launcher = [sys.executable, "-I", "-S", str(CHILD), "--parent", str(os.getpid())]
    as_user = ["--user", user] if user else []
    holding = ["--hold", str(held)] if held else []
    where = ["--signal", f"SIG{death_signal}", "--folder", str(folder)]
    return [*launcher, *where, *holding, *as_user, "--", *command]


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: IO[bytes] | int | None,
    folder: Path = Path("/"),
    death_signal: DeathSignal = "TERM",
    user: str | None = None,
    held: Path | None = None,
    standard_input: IO[bytes] | int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a direct child, with its words in `output`; call it from the main thread only.

    The kernel counts the thread that started a child as its parent.
    """
    return subprocess.Popen(
        wrapped(command, folder=folder, death_signal=death_signal, user=user, held=held),
        stdin=standard_input,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(environment),
    )


def end(processes: Sequence[subprocess.Popen[bytes]], steps: Steps) -> None:
    """Send each signal in turn to those that still live, and wait its seconds; the last one should be SIGKILL."""
    for number, seconds in steps:
        deadline = time.monotonic() + seconds
        for process in processes:
            if process.poll() is None:
                process.send_signal(number)
        while any(process.poll() is None for process in processes):
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)  # nothing tells us: we ask, until the deadline
        else:
            return
