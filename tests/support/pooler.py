"""Debian's PgBouncer between the services and PostgreSQL."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from infra.local import children, ports
from tests.support.servers import ROLES, Database

PROGRAM: Final = Path("/usr/sbin/pgbouncer")
IGNORED: Final = "search_path, jit, idle_in_transaction_session_timeout"
SECONDS: Final = 5.0


@contextlib.contextmanager
def pooler(
    database: Database, *, mode: str, ignored: str = IGNORED, connections: int = 20
) -> Iterator[Database]:
    """Run a pooler, and yield the database with URLs that lead through it. Skips where PgBouncer is not installed.

    `mode`: its pool_mode. `ignored`: startup parameters that it drops. `connections`: to the server, for each role.
    """
    if not PROGRAM.exists():
        pytest.skip("PgBouncer is not installed: `make test` installs it where it may")
    direct = urlsplit(database.admin_url)
    with tempfile.TemporaryDirectory(prefix="kallelse-pooler-") as folder:
        one = Pooler(
            Path(folder),
            server=(direct.hostname or "", direct.port or 0),
            users={**ROLES, direct.username or "": direct.password or ""},
            mode=mode,
            ignored=ignored,
            connections=connections,
        )
        one.start()
        try:
            yield _through(database, one.port)
        finally:
            one.end()


class Pooler:
    """One PgBouncer with its settings in a folder; it can be killed and started again on the same port."""

    def __init__(
        self,
        folder: Path,
        *,
        server: tuple[str, int],
        users: Mapping[str, str],
        mode: str = "session",
        ignored: str = IGNORED,
        connections: int = 20,
    ) -> None:
        """`users`: the password of each role. `ignored`: startup parameters that it drops."""
        self.port = ports.free()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # it runs as a user without rights
        passwords = "".join(f'"{role}" "{password}"\n' for role, password in users.items())
        (folder / "users").write_text(passwords, encoding="utf-8")
        self._settings = folder / "ini"
        host, port = server
        self._settings.write_text(
            f"[databases]\n* = host={host} port={port}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = plain\nauth_file = {folder}/users\npool_mode = {mode}\n"
            f"default_pool_size = {connections}\nignore_startup_parameters = {ignored}\n",
            encoding="utf-8",
        )

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        as_root = ["-u", children.UNPRIVILEGED] if os.geteuid() == 0 else []
        self._process = subprocess.Popen(
            [str(PROGRAM), "-q", *as_root, str(self._settings)],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        _wait(self.port)

    def end(self, *, kill: bool = False) -> None:
        """End it, and with it every session."""
        if self._process is not None:
            (self._process.kill if kill else self._process.terminate)()
            self._process.wait()
            self._process = None


def _wait(port: int) -> None:
    ends = time.monotonic() + SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)  # polls until the deadline
        else:
            return


def _through(database: Database, port: int) -> Database:
    def led(url: str) -> str:
        parts = urlsplit(url)
        return parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{port}").geturl()

    return Database(
        name=database.name,
        admin_url=led(database.admin_url),
        registration_url=led(database.registration_url),
        notify_url=led(database.notify_url),
    )
