"""Starts child processes that never outlive this process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final, Literal

CHILD: Final = Path(__file__).with_name("child.py")

# The least privileged account; every Linux has it.
UNPRIVILEGED: Final = "nobody"

DeathSignal = Literal["INT", "TERM", "KILL"]

# Signals to send in turn, each with the seconds to wait after it.
Steps = Sequence[tuple[signal.Signals, float]]


# Path by which a child reaches the folder that the launcher opened for it.
OPEN_FOLDER: Final = Path("/proc/self/fd/3")


def wrapped(
    command: Sequence[str],
    *,
    folder: Path = Path("/"),
    death_signal: DeathSignal = "TERM",
    user: str | None = None,
    open_folder: Path | None = None,
) -> list[str]:
    """Return the launcher's command line: it runs `command` in `folder` and ends with this process.

    `open_folder`: a folder to open for the child, which reaches it as `OPEN_FOLDER`.
    """
    launcher = [sys.executable, "-I", "-S", str(CHILD), "--parent", str(os.getpid())]
    as_user = ["--user", user] if user else []
    keeping_open = ["--open-folder", str(open_folder)] if open_folder else []
    where = ["--signal", f"SIG{death_signal}", "--folder", str(folder)]
    return [*launcher, *where, *keeping_open, *as_user, "--", *command]


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: IO[bytes] | int | None,
    folder: Path = Path("/"),
    death_signal: DeathSignal = "TERM",
    user: str | None = None,
    open_folder: Path | None = None,
    standard_input: IO[bytes] | int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a direct child that writes stdout and stderr to `output`. Call it from the main thread only.

    The kernel sends the death signal as soon as the thread that started the child ends.
    """
    return subprocess.Popen(
        wrapped(command, folder=folder, death_signal=death_signal, user=user, open_folder=open_folder),
        stdin=standard_input,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(environment),
    )


def end(processes: Sequence[subprocess.Popen[bytes]], steps: Steps) -> None:
    """Send each signal in turn to the processes that still run, and wait after each; the last should be SIGKILL."""
    for number, seconds in steps:
        deadline = time.monotonic() + seconds
        for process in processes:
            if process.poll() is None:
                process.send_signal(number)
        while any(process.poll() is None for process in processes):
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)  # polls until the deadline
        else:
            return
