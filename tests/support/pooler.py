"""Debian's PgBouncer between the services and PostgreSQL."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
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
    port = ports.free()
    with tempfile.TemporaryDirectory(prefix="kallelse-pooler-") as folder:
        Path(folder).chmod(0o755)  # it runs as a user without rights
        users = {**ROLES, direct.username or "": direct.password or ""}
        passwords = "".join(f'"{role}" "{password}"\n' for role, password in users.items())
        (Path(folder) / "users").write_text(passwords, encoding="utf-8")
        (Path(folder) / "ini").write_text(
            f"[databases]\n* = host={direct.hostname} port={direct.port}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = plain\nauth_file = {folder}/users\npool_mode = {mode}\n"
            f"default_pool_size = {connections}\nignore_startup_parameters = {ignored}\n",
            encoding="utf-8",
        )
        as_root = ["-u", children.UNPRIVILEGED] if os.geteuid() == 0 else []
        with subprocess.Popen(
            [str(PROGRAM), "-q", *as_root, f"{folder}/ini"],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        ) as process:
            try:
                _wait(port)
                yield _through(database, port)
            finally:
                process.terminate()


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
