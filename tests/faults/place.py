"""The installation that faults are tried on: `kallelse up` behind proxies that break, and second processes."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg
import httpx

from infra.local import ports
from shared import postgres
from shared.postgres import Pool
from tests.faults.filtering import FilteringRelay
from tests.faults.mail_watcher import MailWatcher
from tests.faults.proxy import Proxy
from tests.support import crowd, pooler, small_disk
from tests.support.installation import ROOT, Installation
from tests.support.mail import NO_TLS
from tests.support.pooler import Pooler
from tests.support.small_disk import SmallDisk
from tests.support.waiting import until

DISK_MEGABYTES = 1000
PEOPLE = 60
DOMAINS = 5
# What is waited for before a round has failed. Starting a service takes a second, and a minute where others use the processors.
PATIENCE_SECONDS = 120.0


class Place:
    """One `kallelse up` for many rounds; `twins` are the second processes of services."""

    def __init__(self, folder: Path, people: int = PEOPLE) -> None:
        self.folder = folder
        self.people = people
        self.data = folder / "d"
        self.proxies: dict[str, Proxy] = {}
        # Where a proxy leads instead of to its server, while something stands between.
        self.detours: dict[str, tuple[str, int]] = {}
        self.relay = FilteringRelay(lambda: self._listens("smtp"))
        self.pooler: Pooler | None = None
        self.twins: dict[str, subprocess.Popen[bytes]] = {}
        self.second_url = ""
        self.disk: SmallDisk | None = None
        environ = {
            "KALLELSE_SMTP_TIMEOUT_SECONDS": "2",
            "KALLELSE_SMTP_DATA_TIMEOUT_SECONDS": "60",
            "KALLELSE_RETRY_SECONDS": "0.2",
        }
        scenario = crowd.write(folder / "many.toml", people, domains=DOMAINS)
        self.installation = Installation(self.data, "--scenario", str(scenario), environ=environ)
        self.has_started = False
        self.db: Pool
        self.http: httpx.AsyncClient
        self.watcher: MailWatcher
        self.probe_cohort: dict[str, Any]

    async def start(self) -> None:
        self.proxies = {
            "postgres": Proxy(lambda: self.detours.get("postgres") or self._listens("postgres")),
            "redis": Proxy(lambda: str(self.data / "redis.sock")),
            "smtp": Proxy(lambda: self.detours.get("smtp") or self._listens("smtp")),
        }
        await self.relay.__aenter__()
        for proxy in self.proxies.values():
            await proxy.start()
        self.installation.environ |= {
            "KALLELSE_UP_POSTGRES_PORT": str(self.proxies["postgres"].port),
            "KALLELSE_UP_REDIS_URL": f"redis://127.0.0.1:{self.proxies['redis'].port}/0",
            "KALLELSE_UP_SMTP_PORT": str(self.proxies["smtp"].port),
        }
        await self.installation.start()
        self.environs = {name: self._environment(name) for name in ("registration", "notify")}
        self.first_url = self.run["base_url"]
        authorization = {"Authorization": f"Bearer {self.run['api_token']}"}
        self.http = httpx.AsyncClient(headers=authorization, timeout=30, verify=NO_TLS)
        self.db = await asyncpg.create_pool(self.database_url, min_size=0, max_size=4)
        self.has_started = True
        await self._move_tables()
        await self._make_pooler()

    async def _move_tables(self) -> None:
        """Put both schemas on a disk of their own that can be filled, while the write-ahead log has room; if one can be mounted."""
        self.disk = await asyncio.to_thread(small_disk.mount_new, DISK_MEGABYTES)
        if self.disk is not None:
            await self.db.execute(small_disk.TABLESPACE.format(folder=self.disk.folder))
            for (move,) in await self.db.fetch(small_disk.MOVES):
                await self.command(move)

    async def _make_pooler(self) -> None:
        """Prepare a pooler in session mode, as docs/operate/deploy.md says; nothing goes through it yet."""
        where = self._listens("postgres")
        if not pooler.PROGRAM.exists() or where is None:
            return
        for service in self.environs:
            await self.command(f"alter role kallelse_{service} set search_path = {service}")
        urls = [urlsplit(environ["KALLELSE_DATABASE_URL"]) for environ in self.environs.values()]
        users = {unquote(url.username or ""): unquote(url.password or "") for url in urls}
        self.pooler = Pooler(self.folder / "pooler", server=where, users=users)

    def _environment(self, name: str) -> dict[str, str]:
        raw = Path(f"/proc/{self.run['pids'][name]}/environ").read_bytes().split(b"\0")
        return dict(entry.decode().split("=", 1) for entry in raw if b"=" in entry)

    async def stop(self) -> None:
        """Stop everything that was started, even if `start` failed."""
        for name in list(self.twins):
            self.end_twin(name, signal.SIGKILL)
        if self.has_started:
            await self.db.close()
            await self.http.aclose()
            await self.installation.stop()
        elif self.installation.process is not None:
            self.installation.process.terminate()
            await self.installation.process.wait()
        for proxy in self.proxies.values():
            await proxy.stop()
        if self.proxies:
            await self.relay.__aexit__()
        if self.pooler is not None:
            self.pooler.end()
        if self.disk is not None:
            small_disk.unmount(self.disk)

    async def command(self, statement: str) -> None:
        """Run a statement on the real database, around the network; wait while it is away."""
        while True:
            try:
                await self.db.execute(statement)
            except (*postgres.PASSING, asyncpg.PostgresError):
                await asyncio.sleep(0.1)
            else:
                return

    def _listens(self, name: str) -> tuple[str, int] | None:
        try:
            kept = json.loads((self.data / "secrets.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return "127.0.0.1", kept["ports"][name]

    @property
    def run(self) -> dict[str, Any]:
        return self.installation.run

    @property
    def database_url(self) -> str:
        return self.run["database_url"]

    async def fetch(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """Query the database directly, not through the proxy; waits while it is away."""
        while True:
            try:
                return await self.db.fetch(query, *arguments)
            except (*postgres.PASSING, asyncpg.PostgresError):
                await asyncio.sleep(0.1)

    def kill(self, child: str, how: signal.Signals = signal.SIGKILL) -> int:
        pid = self.run["pids"].get(child)
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
        return pid

    async def replaced(self, child: str, pid: int) -> None:
        """Wait until another process has replaced a killed one. Raises `TimeoutError`."""

        async def is_another() -> bool:
            return self.run["pids"].get(child) not in {pid, None}

        await until(is_another, seconds=PATIENCE_SECONDS)

    async def start_twin(self, name: str, more: dict[str, str] | None = None) -> None:
        """Start a second process of a service, on a port of its own, with the environment of the first and `more`."""
        if name not in self.twins:
            await asyncio.to_thread(self._start_twin, name, more or {})

    def _start_twin(self, name: str, more: dict[str, str]) -> None:
        environ = {**self.environs[name], **more}
        environ["KALLELSE_PORT" if name == "registration" else "KALLELSE_NOTIFY_PORT"] = str(
            port := ports.free()
        )
        environ["KALLELSE_INBOUND_PORT"] = str(ports.free())
        if name == "registration":
            self.second_url = f"http://127.0.0.1:{port}"
        with (self.folder / f"{name}-twin.log").open("ab") as log:
            self.twins[name] = subprocess.Popen(
                [sys.executable, "-m", "infra.cli", name], env=environ, cwd=ROOT, stdout=log, stderr=log
            )

    def base_urls(self) -> list[str]:
        """The addresses that a load balancer would use: the first process, and the second if there is one."""
        return [self.first_url, *([self.second_url] if "registration" in self.twins else [])]

    def end_twin(self, name: str, how: signal.Signals) -> None:
        if twin := self.twins.pop(name, None):
            twin.send_signal(how)
            twin.wait(timeout=20)

    async def mend(self) -> None:
        """Repair everything and end the second processes; what the faults left in the data stays."""
        self.detours.clear()
        self.relay.be_kind()
        for proxy in self.proxies.values():
            proxy.mend()
        if self.disk is not None:
            self.disk.free()
        for child in ("registration", "notify"):
            self.kill(child, signal.SIGCONT)
        for name in list(self.twins):
            await asyncio.to_thread(self.end_twin, name, signal.SIGTERM)
        await self.ready()
        await self.wait_for_mailbox()

    async def ready(self) -> None:
        """Wait until both services are ready."""
        await self.installation.ready(seconds=PATIENCE_SECONDS)

    async def wait_for_mailbox(self) -> None:
        async def answers() -> bool:
            with contextlib.suppress(httpx.HTTPError):
                await self.installation.mailbox.total()
                return True
            return False

        await until(answers, seconds=20)
