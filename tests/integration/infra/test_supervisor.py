"""Supervised children: restarted when they die, ended in order, and reported with their current pids."""

import asyncio
import os
import signal
import stat
import sys

import pytest

from infra.local import children, run_json
from infra.local.run_json import RunningInstallation
from infra.local.supervisor import Child, ChildKeepsDying, NeverReady, Supervisor
from tests.support.processes import wait_until_gone

# Runs until SIGTERM, and then writes its name to a file.
PATIENT = """
import signal, sys
name, told = sys.argv[1:]
def end(*_):
    with open(told, "a") as file:
        print(name, file=file)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
open(told + "." + name, "w").close()
while True:
    signal.pause()
"""


class SupervisorHarness:
    """A supervisor, its messages, and the pids that it reported."""

    def __init__(self, folder):
        self.folder = folder
        self.messages: list[str] = []
        self.pid_reports: list[dict[str, int]] = []
        self.changed = asyncio.Event()
        self.supervisor = Supervisor(on_change=self.change, say=self.messages.append)

    def change(self, pids: dict[str, int]) -> None:
        self.pid_reports.append(pids)
        self.changed.set()

    def child(self, name: str, program: str = PATIENT, *, stage: int = 0) -> Child:
        log = self.folder / f"{name}.log"
        command = [sys.executable, "-c", program, name, str(self.folder / "told")]

        def spawn():
            (self.folder / f"told.{name}").unlink(missing_ok=True)
            with log.open("ab") as output:
                return children.start(command, environment=os.environ, output=output)

        async def is_ready():
            return (self.folder / f"told.{name}").exists()

        return Child(name=name, spawn=spawn, is_ready=is_ready, log=log, stage=stage)


@pytest.fixture
def harness(tmp_path):
    made = SupervisorHarness(tmp_path)
    yield made
    made.supervisor.stop()


async def test_a_child_that_dies_is_restarted_and_its_new_pid_reported(harness):
    harness.supervisor.start(harness.child("one"))
    harness.supervisor.start(harness.child("two"))
    await harness.supervisor.wait_until_ready()
    before = harness.supervisor.pids
    harness.changed.clear()
    watching = asyncio.create_task(harness.supervisor.watch())

    os.kill(before["one"], signal.SIGKILL)
    await asyncio.wait_for(harness.changed.wait(), 5)

    after = harness.pid_reports[-1]
    assert after["two"] == before["two"]
    assert after["one"] != before["one"]
    assert harness.messages == [
        f"one ended (killed by SIGKILL); its log is {harness.folder / 'one.log'}",
        f"one was started again, with pid {after['one']}",
    ]
    watching.cancel()


async def test_children_of_a_later_stage_end_before_those_they_depend_on(harness):
    for stage, name in enumerate(["ground", "wall", "roof"]):
        harness.supervisor.start(harness.child(name, stage=stage))
    await harness.supervisor.wait_until_ready()

    harness.supervisor.stop()

    assert (harness.folder / "told").read_text().split() == ["roof", "wall", "ground"]


async def test_a_child_that_keeps_dying_fails_the_start_with_the_end_of_its_log(harness):
    harness.supervisor.start(harness.child("broken", "raise SystemExit('no such setting')"))

    with pytest.raises(ChildKeepsDying, match=r"broken does not start \(exit code 1\): .*no such setting"):
        await harness.supervisor.wait_until_ready()


async def test_a_child_that_never_becomes_ready_is_named(harness):
    harness.supervisor.start(
        harness.child("silent", "import sys; sys.stdin.read(); import signal; signal.pause()")
    )

    with pytest.raises(NeverReady, match="silent"):
        await harness.supervisor.wait_until_ready(seconds=0.1)


async def test_children_end_when_their_parent_is_killed(harness):
    program = f"""
import os, subprocess, sys
from infra.local import children
child = children.start([sys.executable, "-c", {PATIENT!r}, "x", sys.argv[2]], environment=os.environ, output=None)
print(child.pid, flush=True)
sys.stdin.read()
"""
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        "x",
        str(harness.folder / "told"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    grandchild = int(await parent.stdout.readline())

    parent.kill()
    await parent.wait()

    wait_until_gone(grandchild)


def a_run(**changes) -> RunningInstallation:
    run = RunningInstallation(
        base_url="http://127.0.0.1:8000",
        mailbox_url="http://127.0.0.1:8025",
        smtp="127.0.0.1:1025",
        notify_url="http://127.0.0.1:9000",
        database_url="postgresql://postgres:x@127.0.0.1:5432/kallelse",
        redis_url="unix:///tmp/redis.sock?db=0",
        organiser="prov",
        api_token="made-up",
        staff_email="samordnare@kallelse.example",
        staff_password="made-up",
        pids={"postgres": 1},
    )
    for name, value in changes.items():
        setattr(run, name, value)
    return run


def test_run_json_is_readable_by_its_owner_alone_after_each_write(tmp_path):
    run_json.write(tmp_path, a_run())
    run_json.write(tmp_path, a_run(pids={"postgres": 2}))

    assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600
    assert run_json.read(tmp_path).pids == {"postgres": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_secrets_are_generated_once_and_readable_by_their_owner_alone(tmp_path):
    first = run_json.read_state(tmp_path)

    assert run_json.read_state(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_reading_run_json_where_nothing_runs_says_how_to_start(tmp_path):
    with pytest.raises(run_json.NotRunning, match="kallelse up --data-dir"):
        run_json.read(tmp_path)
