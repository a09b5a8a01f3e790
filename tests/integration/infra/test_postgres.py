"""The bundled PostgreSQL: where it can start, what it survives, and that it never outlives its parent."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from infra.local import children, postgres
from infra.local.postgres import FolderInUse, Postgres, PostgresFailed
from tests.support.processes import wait_until_gone
from tests.support.servers import FAST

PASSWORD = "a/password:with@signs"


def a_server(folder: Path, **settings: str) -> Postgres:
    return Postgres(folder / "postgres", password=PASSWORD, settings={**FAST, **settings})


@pytest.fixture
def folder(tmp_path):
    """A folder below one that only its owner may enter."""
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    return inner


@pytest.fixture
def server(folder):
    started = a_server(folder)
    started.start()
    yield started
    started.kill()


def ask(server: Postgres, question: str) -> object:
    return asyncio.run(answer(server, question))


async def answer(server: Postgres, question: str) -> object:
    conn = await asyncpg.connect(server.url())
    try:
        return await conn.fetchval(question)
    finally:
        await conn.close()


def test_the_server_starts_below_a_private_folder_as_a_direct_child_and_not_as_root(server):
    status = Path(f"/proc/{server.process.pid}/status").read_text()

    assert f"PPid:\t{os.getpid()}\n" in status
    assert "Uid:\t0\t" not in status
    assert ask(server, "show fsync") == "off"


def test_the_server_refuses_a_wrong_password(server):
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(asyncpg.connect(server.url(password="wrong")))


def test_the_server_uses_utf8_and_lowercases_swedish_letters(server):
    assert ask(server, "select lower('ÅÄÖ')") == "åäö"
    assert ask(server, "show server_encoding") == "UTF8"


def test_committed_rows_survive_a_stop_and_a_kill_of_the_server(folder):
    server = a_server(folder, fsync="on", synchronous_commit="on")
    server.start()
    ask(server, "create table kept (n int)")
    server.stop()
    server.start()
    ask(server, "insert into kept values (1)")
    server.kill()
    server.start()
    try:
        assert ask(server, "select count(*) from kept") == 1
    finally:
        server.kill()


PARENT = """
import sys, time
from pathlib import Path
from tests.integration.infra.test_postgres import a_server
server = a_server(Path(sys.argv[1]))
server.start()
print(server.process.pid, flush=True)
sys.stdin.read()
"""


def test_the_server_ends_when_its_parent_is_killed_and_can_be_started_again_at_once(folder):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()

    # At once: the old server may still be writing its last checkpoint; the start waits for it.
    server = a_server(folder)
    server.start()
    try:
        wait_until_gone(pid)
        assert ask(server, "select 1") == 1
    finally:
        server.kill()


@contextlib.contextmanager
def somebody_elses_process(server: Postgres):
    """A process of the server's own user, so that PostgreSQL would take its pid for a running server."""
    process = children.start(
        [sys.executable, "-c", "import sys; sys.stdin.read()"],
        environment={},
        output=subprocess.DEVNULL,
        user=server.user,
        standard_input=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()


def test_a_stale_pid_file_that_names_another_process_does_not_prevent_the_start(server):
    lines = (server.data / "postmaster.pid").read_text().splitlines()
    server.kill()
    with somebody_elses_process(server) as other:
        (server.data / "postmaster.pid").write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")

        server.start()

        assert ask(server, "select 1") == 1


def test_a_server_that_keeps_using_the_folder_is_named_and_left_running(server, monkeypatch):
    monkeypatch.setattr(postgres, "WAIT_FOR_OLD_SECONDS", 0.1)
    second = Postgres(server.data, password=PASSWORD, settings=FAST)

    with pytest.raises(FolderInUse, match=str(server.process.pid)):
        second.start()

    assert ask(server, "select 1") == 1


def test_a_half_initialised_cluster_is_replaced(folder):
    half = folder / "postgres.new-interrupted"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = a_server(folder)

    server.start()
    try:
        assert ask(server, "select 1") == 1
        assert not half.exists()
    finally:
        server.kill()


def test_a_server_that_cannot_start_says_why(folder):
    server = a_server(folder, shared_buffers="a lot")

    with pytest.raises(PostgresFailed, match="shared_buffers"):
        server.start()


def test_the_server_log_of_a_refused_row_does_not_contain_its_values(server):
    ask(server, "create table person (email text primary key)")
    ask(server, "insert into person values ('asa@skola.example')")

    with pytest.raises(asyncpg.UniqueViolationError):
        ask(server, "insert into person values ('asa@skola.example')")

    logged = server.log.read_text()
    assert "duplicate key" in logged
    assert "asa@skola.example" not in logged


def test_a_process_that_ignores_sigterm_is_killed():
    deaf = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal, sys; signal.signal(15, signal.SIG_IGN); print(); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    deaf.stdout.readline()

    children.end([deaf], [(signal.SIGTERM, 0.1), (signal.SIGKILL, 5.0)])

    assert deaf.returncode == -signal.SIGKILL
    deaf.stdin.close()
    deaf.stdout.close()
