"""A whole installation: `kallelse up` in a process of its own, used only from outside."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from tests.support.mail import NO_TLS, MailboxClient
from tests.support.waiting import until

ROOT = Path(__file__).parent.parent.parent
SCENARIOS = ROOT / "infra" / "scenarios"
OREBRO = SCENARIOS / "orebro-2021.toml"
KALLELSE = Path(sys.executable).parent / "kallelse"


class Installation:
    """One running `kallelse up`, used through run.json, HTTP, SMTP and the command line."""

    def __init__(self, folder: Path, *arguments: str, environ: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.arguments = arguments
        self.environ = environ or {}
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait for its line `ready`."""
        self.errors = (self.folder.parent / f"{self.folder.name}.stderr").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            str(KALLELSE), "up", "--data-dir", str(self.folder), "--port", "0", "--mailbox-port", "0",
            "--smtp-port", "0", *self.arguments,
            stdout=subprocess.PIPE, stderr=self.errors, cwd=ROOT, env={**os.environ, **self.environ},
            start_new_session=True,
        )  # fmt: skip
        output = self.process.stdout
        assert output is not None
        async with asyncio.timeout(60):
            while not (line := await output.readline()).startswith(b"ready: "):
                assert line, f"it ended before it was ready: {self.errors_written()[-3000:]}"
        self._drain = asyncio.create_task(output.read())
        self.api = httpx.AsyncClient(
            base_url=self.run["base_url"] + "/api/v1",
            headers={"Authorization": f"Bearer {self.run['api_token']}"},
            timeout=60,
            verify=NO_TLS,
        )
        self.web = httpx.AsyncClient(base_url=self.run["base_url"], timeout=60, verify=NO_TLS)
        self.mailbox = MailboxClient(self.run["mailbox_url"], self.folder / "mailbox")

    @property
    def run(self) -> dict[str, Any]:
        return json.loads((self.folder / "run.json").read_text(encoding="utf-8"))

    def errors_written(self) -> str:
        """Return the stderr of it and its children."""
        return Path(self.errors.name).read_text(encoding="utf-8", errors="replace")

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it, wait for its end, and return the exit code."""
        assert self.process is not None
        for client in (self.api, self.web):
            await client.aclose()
        await self.mailbox.close()
        if self.process.returncode is None:
            self.process.send_signal(how)
        async with asyncio.timeout(40):
            code = await self.process.wait()
            await self._drain
        self.errors.close()
        return code

    def kill(self, child: str) -> None:
        """SIGKILL one of its children: postgres, redis, registration, notify or mailbox."""
        os.kill(self.run["pids"][child], signal.SIGKILL)

    async def ready(self, *, seconds: float = 40) -> None:
        """Wait until both services are ready."""

        async def both() -> bool:
            try:
                async with httpx.AsyncClient(timeout=5, verify=NO_TLS) as http:
                    answers = [
                        (await http.get(f"{self.run[key]}/health/ready")).status_code
                        for key in ("base_url", "notify_url")
                    ]
            except httpx.HTTPError:
                return False
            return answers == [200, 200]

        await until(both, seconds=seconds)

    async def kallelse(self, *arguments: str) -> tuple[int, str]:
        """Run another command on it; returns the exit code and the output."""
        process = await asyncio.create_subprocess_exec(
            str(KALLELSE), *arguments, "--data-dir", str(self.folder),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT,
        )  # fmt: skip
        out, _ = await process.communicate()
        return await process.wait(), out.decode()

    async def all(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Return every item of an API list, page by page."""
        items: list[dict[str, Any]] = []
        after = None
        while True:
            answer = await self.api.get(
                path, params={**params, "limit": 200, **({"after": after} if after else {})}
            )
            answer.raise_for_status()
            items += answer.json()["items"]
            if not (after := answer.json()["next"]):
                return items

    async def settled(self, *, seconds: float = 60) -> None:
        """Wait until every event is acknowledged and every due delivery is final."""
        conn = await asyncpg.connect(self.run["database_url"])

        async def nothing_open() -> bool:
            return await conn.fetchval(
                "select not exists (select from registration.outbox where status = 'open')"
                " and not exists (select from notify.outbox where status = 'open')"
                " and not exists (select from notify.unit_due)"
                " and not exists (select from notify.delivery where status = 'sending'"
                " or (status in ('planned', 'deferred') and due_at <= now()))"
            )

        try:
            await until(nothing_open, seconds=seconds)
        finally:
            await conn.close()


def weeks_ahead(weeks: int) -> date:
    return date.today() + timedelta(weeks=weeks)  # noqa: DTZ011 - any day three weeks ahead will do
