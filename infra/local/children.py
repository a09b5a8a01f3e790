"""Programs started so that they never outlive this process."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final, Literal

CHILD: Final = Path(__file__).with_name("child.py")

# The account with the fewest rights that every Linux has.
UNPRIVILEGED: Final = "nobody"

DeathSignal = Literal["INT", "TERM", "KILL"]


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


def end(process: subprocess.Popen[bytes], steps: Sequence[tuple[int, float]]) -> None:
    """Send each signal in turn, waiting its seconds for the end; the last one should be SIGKILL."""
    for number, seconds in steps:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
