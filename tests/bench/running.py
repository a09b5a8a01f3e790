"""An installation to measure: what `kallelse up` starts, with a sink in place of the mailbox."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import httpx

from infra.local import chosen_ports, installation, run_json
from infra.local.pair import LOCAL, Pair
from infra.local.supervisor import Supervisor
from shared import links
from tests.bench import apart, sink
from tests.bench.apart import Served
from tests.bench.sink import ReceivedMails
from tests.support.installation import Installation

_MAILBOX: Final = "mailbox"


class BenchInstallation(Installation):
    """Both services and their servers as child processes, used over HTTP; mail goes to `sink`."""

    def __init__(self, folder: Path, mail: Served, pair: Pair, supervisor: Supervisor) -> None:
        super().__init__(folder)
        self.sink = mail
        self.pair = pair
        self.supervisor = supervisor
        self.slug = ""
        self.token = ""
        self.organiser_id = UUID(int=0)

    @property
    def run(self) -> dict[str, Any]:
        return {"base_url": self.pair.base_url, "database_url": self.pair.database_url}

    @property
    def port(self) -> int:
        return self.pair.ports.page

    @property
    def pids(self) -> dict[str, int]:
        return self.supervisor.pids

    async def begin(self, scenario: Path | None) -> None:
        """Start the servers and services, read the scenario or create an empty tenant, and wait until both services are ready."""
        for child in self.pair.servers():
            if child.name != _MAILBOX:
                self.supervisor.start(child)
        await self.supervisor.wait_until_ready("postgres")
        await installation.make_database(self.pair)
        for child in self.pair.services():
            self.supervisor.start(child)
        if scenario:
            report = await installation.read_scenario(self.pair, scenario, None)
            self.slug = report.organiser_slug or ""
        else:
            self.slug = await installation.make_empty_tenant(self.pair)
        self.token = await installation.ensure_staff_and_token(self.pair, self.slug)
        await self.supervisor.wait_until_ready()
        self.db = await asyncpg.connect(
            self.pair.database_url, server_settings={"search_path": "registration"}
        )
        self.organiser_id = await self.db.fetchval("select id from organiser where slug = $1", self.slug)
        self.api = httpx.AsyncClient(
            base_url=f"{self.pair.base_url}/api/v1",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=300,
            trust_env=False,
        )
        await self.settled()

    async def end(self) -> None:
        await self.api.aclose()
        await self.db.close()

    async def made(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Create a resource with the API and return it."""
        answer = await self.api.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def link(self, kind: links.Kind, subject: UUID) -> str:
        """Return the path of a personal link of generation 1."""
        keys = links.read_keys(f"1:{self.pair.state.link_key}")
        return links.url("", kind, subject, 1, keys)

    async def mails(self, number: int, *, seconds: float = 240) -> ReceivedMails:
        """Wait until this many mails have arrived, and take them from the sink. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            # Another process receives the mails, so there is nothing to await.
            while await self.sink.ask("count") < number:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return await self.sink.ask("take")


@asynccontextmanager
async def running(scenario: Path | None = None) -> AsyncIterator[BenchInstallation]:
    """Start an installation in a temporary folder; stop it and delete the folder afterwards."""
    with tempfile.TemporaryDirectory(prefix="kallelse-bench-") as name:
        folder = Path(name)
        state = run_json.read_state(folder)
        ports = chosen_ports.choose({"page": 0, "mailbox": 0, "smtp": 0}, host=LOCAL, last={})
        pair = Pair(folder, host=LOCAL, ports=ports, state=state)
        supervisor = Supervisor(on_change=lambda _: None)
        async with apart.served(sink.serve, ports.smtp) as mail:
            there = BenchInstallation(folder, mail, pair, supervisor)
            try:
                await there.begin(scenario)
                yield there
                await there.end()
            finally:
                for pid in there.pids.values():
                    os.kill(pid, signal.SIGCONT)
                supervisor.stop()
                pair.valkey.stop()


# Provides the installation that a part measures: a new one, or one shared by all parts.
Start = Callable[..., AbstractAsyncContextManager[BenchInstallation]]


@asynccontextmanager
async def shared(there: BenchInstallation) -> AsyncIterator[BenchInstallation]:
    """Provide a running installation again, once nothing is left to send."""
    await there.settled()
    await there.sink.ask("take")
    yield there


class Memory:
    """The memory of both services, in MB: now, and the peak since `reset`."""

    def __init__(self, pids: dict[str, int]) -> None:
        self.pids = {name: pids[name] for name in ("registration", "notify")}

    def reset(self) -> None:
        for pid in self.pids.values():
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def now(self) -> dict[str, float]:
        return {name: _kilobytes(pid, "status", "VmRSS") / 1024 for name, pid in self.pids.items()}

    def peak(self) -> dict[str, float]:
        return {name: _kilobytes(pid, "status", "VmHWM") / 1024 for name, pid in self.pids.items()}

    def proportional(self) -> dict[str, float]:
        """The memory of each by proportional set size (PSS): shared pages are divided among the processes that use them."""
        return {name: proportional(pid) for name, pid in self.pids.items()}


def proportional(pid: int) -> float:
    """One process's share of memory, in MB."""
    return _kilobytes(pid, "smaps_rollup", "Pss") / 1024


def cpu_seconds(pids: dict[str, int]) -> float:
    """CPU seconds that both services have used."""
    ticks = 0
    for name in ("registration", "notify"):
        fields = Path(f"/proc/{pids[name]}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


async def timed(awaitable: Any) -> tuple[float, Any]:
    """Await and return the seconds that it took, and the result."""
    began = time.perf_counter()
    result = await awaitable
    return time.perf_counter() - began, result


def _kilobytes(pid: int, file: str, field: str) -> int:
    for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1])
    raise KeyError(field)
