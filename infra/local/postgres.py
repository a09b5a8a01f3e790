"""A real PostgreSQL as a direct child: made, started, stopped, and never left behind."""

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

# The first PostgreSQL that brings a locale of its own, the same on every machine.
BUILTIN_LOCALE: Final = 17

# An old server may still be writing its last checkpoint after its parent was killed.
WAIT_FOR_OLD_SECONDS: Final = 10.0
START_SECONDS: Final = 30.0

# Fast: sessions are cut, all is written. Then: at once, recovery at the next start. Then: no more asking.
STOPPING: Final[children.Steps] = ((signal.SIGINT, 3.0), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 1.0))

SETTINGS: Final = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A log of ours must not hold what people typed: neither statements nor their parameters.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}


class PostgresFailed(Refused):
    """The server did not start; the text ends with what it said last."""


class FolderInUse(Refused):
    """Another server still runs on these files."""


class Postgres:
    """One cluster in one folder, on a port of its own on 127.0.0.1.

    TCP with a password (scram) for everybody, because it is the one address that works for services, tests and
    people alike, whoever they run as and however long the path of the folder is. The Unix socket lies in the
    data folder, for whoever may enter it, and asks for the password too.
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
        """Give the connection string of a role; the superuser's unless told."""
        secret = quote(self.password if password is None else password, safe="")
        return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster if there is none, start it, and wait until it answers."""
        self.spawn()
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if not self.is_running() or time.monotonic() > deadline:
                self.kill()
                raise PostgresFailed(f"PostgreSQL did not start: {self._last_words()}")
            time.sleep(0.02)  # nothing tells us: we ask, until the deadline

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server and return at once; `is_ready` says when it can be used."""
        self.prepare()
        with self.log.open("ab") as log:
            self.process = children.start(
                self.command(),
                environment=_environment(),
                output=log,
                death_signal="INT",
                user=self.user,
                held=self.data if self.user else None,
            )
        return self.process

    def prepare(self) -> None:
        """Make the cluster if there is none; else see to it that no server is on it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if (self.data / "PG_VERSION").exists():
            self._wait_for_old()
        else:
            self._make()

    def command(self) -> list[str]:
        """Name the server's command line."""
        options = {**self.settings, "port": str(self.port), "listen_addresses": "127.0.0.1"}
        given = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [str(self.binaries / "postgres"), "-D", self._name(self.data), "-k", ".", *given]

    def is_ready(self) -> bool:
        """Say whether our own server takes connections: it writes that into its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        ours = self.process is not None and lines[:1] == [str(self.process.pid)]
        return ours and len(lines) > 7 and lines[7].strip() == "ready"

    def is_running(self) -> bool:
        """Say whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """End it in order: sessions are cut, everything is on disk."""
        if self.process:
            children.end([self.process], STOPPING)

    def kill(self) -> None:
        """End it as a power cut would; the next start recovers."""
        if self.process:
            children.end([self.process], STOPPING[1:])

    def _make(self) -> None:
        """Make the cluster in a folder beside, and move it into place: half a cluster is never taken for one."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        for unfinished in self.data.parent.glob(f"{self.data.name}.new-*"):
            shutil.rmtree(unfinished)
        new = Path(tempfile.mkdtemp(prefix=f"{self.data.name}.new-", dir=self.data.parent))
        if self.user:
            shutil.chown(new, self.user)
        with tempfile.TemporaryFile() as secret:
            # As a file without a name: `nobody` could not reach one with a name below a closed folder.
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
                    held=new if self.user else None,
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
        """Wait for the last server on these files to finish; forget the note that it left, if it is gone.

        The number in the note says nothing: it may be another program's by now. A server has the data folder
        as its working folder, and so have all its helpers.
        """
        deadline = time.monotonic() + WAIT_FOR_OLD_SECONDS
        while living := _processes_in(self.data):
            if time.monotonic() > deadline:
                raise FolderInUse(f"PostgreSQL with pid {min(living)} still runs in {self.data}")
            time.sleep(0.05)  # nothing tells us: we ask, until the deadline
        if Path("/proc/self").exists():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _name(self, folder: Path) -> str:
        """Name a folder for the server's user, who may not be let through the folders above it.

        Not as the working folder: older versions leave it at start, and cannot come back.
        """
        return str(children.HELD if self.user else folder)

    def _last_words(self) -> str:
        if not self.log.exists():
            return "it wrote no log"
        return " / ".join(self.log.read_text(errors="replace").splitlines()[-5:])


def _environment() -> dict[str, str]:
    """Give only what it needs: PGDATA, PGPORT or a locale of the caller's must not decide anything."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _processes_in(folder: Path) -> set[int]:
    """Find the living processes that work in a folder, as far as we may see."""
    there = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").samefile(folder):
                there.add(int(entry.name))
        except OSError:
            # It ended just now, or is somebody else's.
            continue
    return there
