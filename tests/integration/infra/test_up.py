"""`kallelse up`, with both services: what it reports, what it survives, and that no process is left behind."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.processes import wait_until_gone

PROMISED = {
    "base_url",
    "mailbox_url",
    "smtp",
    "notify_url",
    "database_url",
    "redis_url",
    "organiser",
    "api_token",
    "staff_email",
    "staff_password",
    "pids",
}
ANY_PORT = ["--port", "0", "--mailbox-port", "0", "--smtp-port", "0"]


class Up:
    """One `kallelse up` as a process of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "infra.cli", "up", "--data-dir", str(folder), *(words or ANY_PORT)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=20)

    def wait_until_ready(self) -> str:
        """Return the first line on stdout; the pipe closes if the process ends before."""
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return line

    def wait_for_line(self, words: str) -> str:
        """Read stderr until a line contains these words."""
        for line in self.process.stderr:
            if words in line:
                return line
        raise AssertionError(f"it ended before it said {words!r}")

    @property
    def run(self) -> dict:
        return json.loads((self.folder / "run.json").read_text())

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send the signal; return the exit code and the rest of stdout."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=20)
        return code, self.process.stdout.read()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("closed") / "data"


@pytest.fixture(scope="module")
def running(folder) -> Iterator[Up]:
    with Up(folder) as installation:
        installation.wait_until_ready()
        yield installation


def test_run_json_has_every_promised_field_and_is_readable_by_its_owner_alone(running):
    assert stat.S_IMODE((running.folder / "run.json").stat().st_mode) == 0o600
    assert set(running.run) == PROMISED | {"inbound"}
    assert set(running.run["pids"]) == {"postgres", "redis", "registration", "notify", "mailbox"}
    assert running.run["organiser"] == "prov"


def test_the_token_opens_the_api_and_the_mailbox_answers(running):
    run = running.run

    cohorts = httpx.get(
        f"{run['base_url']}/api/v1/cohorts", headers={"Authorization": f"Bearer {run['api_token']}"}
    )
    mails = httpx.get(f"{run['mailbox_url']}/api/v1/messages")

    assert cohorts.json() == {"items": [], "next": None}
    assert mails.json() == {"total": 0, "messages": []}


def test_the_doctor_finds_nothing_wrong_with_a_running_installation(running):
    doctor = subprocess.run(
        [sys.executable, "-m", "infra.cli", "doctor", "--data-dir", running.folder],
        capture_output=True,
        text=True,
        check=False,
    )

    assert doctor.stdout.count("WRONG") == 0, doctor.stdout
    assert doctor.returncode == 0


def test_a_second_installation_on_the_same_folder_names_the_pid_of_the_first(running):
    with Up(running.folder) as second:
        out, err = second.process.stdout.read(), second.process.stderr.read()

    assert (second.process.returncode, out) == (1, "")
    assert f"(pid {running.process.pid})" in err
    assert "base_url" in running.run


def test_a_taken_port_is_named_with_the_option_to_choose_another(running, tmp_path):
    taken = running.run["base_url"].rpartition(":")[2]
    with Up(tmp_path / "data", "--port", taken, "--mailbox-port", "0", "--smtp-port", "0") as second:
        out, err = second.process.stdout.read(), second.process.stderr.read()

    assert (second.process.returncode, out) == (1, "")
    assert f"port {taken} on 127.0.0.1 is taken: choose another with `--port N`" in err


@pytest.mark.faults
@pytest.mark.parametrize("name", ["notify", "registration", "mailbox", "redis", "postgres"])
def test_a_killed_child_is_restarted_at_the_same_address(running, name):
    before = running.run

    os.kill(before["pids"][name], signal.SIGKILL)
    running.wait_for_line(f"{name} was started again")

    after = running.run
    assert after["pids"][name] != before["pids"][name]
    assert {**after, "pids": {}} == {**before, "pids": {}}


@pytest.mark.faults
def test_the_installation_ends_completely_and_continues_after_a_restart(running):
    before = running.run

    assert running.end(signal.SIGINT) == (0, "")
    for pid in before["pids"].values():
        wait_until_gone(pid)
    assert not (running.folder / "run.json").exists()

    with Up(running.folder) as again:
        again.wait_until_ready()
        after = again.run
    assert {**after, "pids": {}} == {**before, "pids": {}}


@pytest.mark.faults
def test_the_children_of_a_killed_installation_end_and_it_can_be_started_at_once(tmp_path):
    folder = tmp_path / "data"
    with Up(folder) as first:
        first.wait_until_ready()
        pids = first.run["pids"]
        first.end(signal.SIGKILL)

    with Up(folder) as second:
        assert second.wait_until_ready() == f"ready: {second.run['base_url']}\n"
        for pid in pids.values():
            wait_until_gone(pid)
