"""Runs a PostgreSQL server as a direct child: create, start, stop."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from infra.local import children, ports
from infra.local.postgres_binaries import find_binaries, major_version, readable_binaries
from shared.refused import Refused

SUPERUSER: Final = "postgres"

# The first major version with a builtin locale, which is the same on every machine.
BUILTIN_LOCALE: Final = 17

# After its parent was killed, a server may still be writing its last checkpoint.
WAIT_FOR_OLD_SECONDS: Final = 10.0
START_SECONDS: Final = 30.0

# Fast shutdown: disconnects sessions and checkpoints. Then immediate: recovery at the next start. Then kill.
STOPPING: Final[children.Steps] = ((signal.SIGINT, 3.0), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 1.0))

SETTINGS: Final = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Keeps statements and their parameters, which hold personal data, out of the log.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}


class PostgresFailed(Refused):
    """The server did not start; the message ends with the end of its log."""


class FolderInUse(Refused):
    """Another server still runs on these files."""


class Postgres:
    """One cluster in one folder, listening on a port of its own on 127.0.0.1.

    Every connection uses TCP and a password (scram), which works for services, tests and people regardless of
    their user and of the path's length. The Unix socket is in the data folder and asks for the password too.
    """

    def __init__(
        self,
        data: Path,
        *,
        password: str,
        port: int = 0,
        log: Path | None = None,
        settings: Mapping[str, str] | None = None,
        binaries: Path | None = None,
    ) -> None:
        self.data = data.absolute()
        self.password = password
        self.port = port or ports.free()
        self.log = (log or data.with_suffix(".log")).absolute()
        self.settings = {**SETTINGS, **(settings or {})}
        # PostgreSQL refuses to run as root.
        self.user = children.UNPRIVILEGED if os.geteuid() == 0 else None
        found = binaries or find_binaries()
        self.binaries = readable_binaries(found) if self.user else found
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """Return the connection string of a role; by default the superuser's."""
        secret = quote(self.password if password is None else password, safe="")
        return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Create the cluster if needed, start the server, and wait until it is ready. Raises `PostgresFailed`."""
        self.spawn()
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if not self.is_running() or time.monotonic() > deadline:
                self.kill()
                raise PostgresFailed(f"PostgreSQL did not start: {self._last_words()}")
            time.sleep(0.02)  # polls until the deadline

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server without waiting; poll `is_ready`."""
        self.prepare()
        with self.log.open("ab") as log:
            self.process = children.start(
                self.command(),
                environment=_environment(),
                output=log,
                death_signal="INT",
                user=self.user,
                open_folder=self.data if self.user else None,
            )
        return self.process

    def prepare(self) -> None:
        """Create the cluster if there is none; otherwise wait for an old server on it. Raises `FolderInUse`."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if (self.data / "PG_VERSION").exists():
            self._wait_for_old()
        else:
            self._make()

    def command(self) -> list[str]:
        """Return the server's command line."""
        options = {**self.settings, "port": str(self.port), "listen_addresses": "127.0.0.1"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [str(self.binaries / "postgres"), "-D", self._name(self.data), "-k", ".", *settings]

    def is_ready(self) -> bool:
        """Whether this server accepts connections, which it notes in its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        ours = self.process is not None and lines[:1] == [str(self.process.pid)]
        return ours and len(lines) > 7 and lines[7].strip() == "ready"

    def is_running(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Shut down in order, with a checkpoint."""
        if self.process:
            children.end([self.process], STOPPING)

    def kill(self) -> None:
        """Kill the server, as a power cut would; the next start recovers."""
        if self.process:
            children.end([self.process], STOPPING[1:])

    def _make(self) -> None:
        """Create the cluster in a temporary folder and move it into place, so that a half-made one is never used."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        for unfinished in self.data.parent.glob(f"{self.data.name}.new-*"):
            shutil.rmtree(unfinished)
        new = Path(tempfile.mkdtemp(prefix=f"{self.data.name}.new-", dir=self.data.parent))
        if self.user:
            shutil.chown(new, self.user)
        with tempfile.TemporaryFile() as secret:
            # An unnamed file: `nobody` could not open a path below a folder closed to it.
            secret.write(self.password.encode() + b"\n")
            secret.flush()
            if self.user:
                shutil.chown(secret.fileno(), self.user)
            with self.log.open("ab") as log:
                process = children.start(
                    self._initdb(new),
                    environment=_environment(),
                    output=log,
                    user=self.user,
                    open_folder=new if self.user else None,
                    standard_input=secret.fileno(),
                )
                if process.wait() != 0:
                    shutil.rmtree(new, ignore_errors=True)
                    raise PostgresFailed(f"initdb failed: {self._last_words()}")
        new.rename(self.data)

    def _initdb(self, new: Path) -> list[str]:
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        by_version = builtin if major_version(self.binaries) >= BUILTIN_LOCALE else ["--locale=C.UTF-8"]
        same = ["--encoding=UTF8", f"--username={SUPERUSER}", "--auth=scram-sha-256", "--pwfile=/dev/stdin"]
        return [str(self.binaries / "initdb"), "-D", self._name(new), *by_version, *same]

    def _wait_for_old(self) -> None:
        """Wait for a server of an earlier start to end, then delete its stale pid file. Raises `FolderInUse`.

        The pid in the file may belong to another program by now. A server and its helpers are recognised by their
        working folder, which is the data folder.
        """
        deadline = time.monotonic() + WAIT_FOR_OLD_SECONDS
        while living := _processes_in(self.data):
            if time.monotonic() > deadline:
                raise FolderInUse(f"PostgreSQL with pid {min(living)} still runs in {self.data}")
            time.sleep(0.05)  # polls until the deadline
        if Path("/proc/self").exists():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _name(self, folder: Path) -> str:
        """Return a path by which the server's user, who may lack access to the parent folders, reaches `folder`.

        Not as the working folder: older versions leave it at start and cannot return.
        """
        return str(children.OPEN_FOLDER if self.user else folder)

    def _last_words(self) -> str:
        if not self.log.exists():
            return "it wrote no log"
        return " / ".join(self.log.read_text(errors="replace").splitlines()[-5:])


def _environment() -> dict[str, str]:
    """Return a minimal environment, so that PGDATA, PGPORT or a locale of the caller has no effect."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _processes_in(folder: Path) -> set[int]:
    """Return the ids of the processes whose working folder is `folder`, as far as we may read them."""
    there = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").samefile(folder):
                there.add(int(entry.name))
        except OSError:
            # The process has just ended, or belongs to another user.
            continue
    return there
