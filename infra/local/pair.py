"""The five programs of one installation, with their commands and environments."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from infra.local import children, postgres, valkey
from infra.local.postgres import Postgres
from infra.local.run_json import InstallationState
from infra.local.supervisor import Child
from infra.local.valkey import Valkey

# Root of the source tree, independent of where `kallelse up` was started.
CODE: Final = Path(__file__).parent.parent.parent
DATABASE: Final = "kallelse"
MAIL_DOMAIN: Final = "kallelse.example"
LOCAL: Final = "127.0.0.1"

# Stages: each depends on the lower ones; they are stopped from the highest to the lowest.
POSTGRES, REDIS, MAILBOX, SERVICES = range(4)

# Bytes. A larger log is moved aside at the next start and replaces the previous one.
LARGEST_LOG: Final = 10 * 1024 * 1024


class Ports(msgspec.Struct, frozen=True, kw_only=True):
    """The TCP port of each program."""

    page: int
    mailbox: int
    smtp: int
    notify: int
    inbound: int
    postgres: int


class Pair:
    """Both services and their three servers, in one folder."""

    def __init__(self, folder: Path, *, host: str, ports: Ports, state: InstallationState) -> None:
        self.folder = folder
        self.host = host
        self.ports = ports
        self.state = state
        self.logs = folder / "logs"
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self._put_aside_large_logs()
        self.postgres = Postgres(
            folder / "postgres",
            password=state.postgres_password,
            port=ports.postgres,
            log=self._log("postgres"),
        )
        self.valkey = Valkey(folder, log=self._log("redis"))

    @property
    def near(self) -> str:
        """The address by which this machine connects to what listens on `host`."""
        # A wildcard address is reached by the loopback address.
        return LOCAL if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - asked for with --host

    @property
    def reached_at(self) -> str:
        """The same as a host in a URL, with IPv6 in brackets."""
        return f"[{self.near}]" if ":" in self.near else self.near

    @property
    def base_url(self) -> str:
        return f"http://{self.reached_at}:{self.ports.page}"

    @property
    def mailbox_url(self) -> str:
        return f"http://{self.reached_at}:{self.ports.mailbox}"

    @property
    def notify_url(self) -> str:
        return f"http://{LOCAL}:{self.ports.notify}"

    @property
    def database_url(self) -> str:
        """URL of the superuser; each service has a role of its own."""
        return self.postgres.url(DATABASE)

    def servers(self) -> list[Child]:
        """The servers that the services need; PostgreSQL last, so that the others start while its cluster is made."""
        return [
            self._python(
                "mailbox",
                self._mailbox_command(),
                os.environ.copy(),
                f"{self.mailbox_url}/api/v1/messages?limit=0",
                stage=MAILBOX,
            ),
            Child(
                name="redis",
                spawn=self.valkey.spawn,
                is_ready=_async(self.valkey.is_ready),
                log=self._log("redis"),
                stage=REDIS,
                steps=valkey.STOPPING,
            ),
            Child(
                name="postgres",
                spawn=self.postgres.spawn,
                is_ready=_async(self.postgres.is_ready),
                log=self._log("postgres"),
                stage=POSTGRES,
                steps=postgres.STOPPING,
            ),
        ]

    def services(self) -> list[Child]:
        """The two services."""
        return [
            self._service("registration", self._registration(), self.base_url),
            self._service("notify", self._notify(), self.notify_url),
        ]

    def _service(self, name: str, own: dict[str, str], url: str) -> Child:
        environment = {**self._environment(name), **own}
        return self._python(
            name, ["-m", "infra.cli", name], environment, f"{url}/health/ready", stage=SERVICES
        )

    def _python(
        self, name: str, arguments: list[str], environment: dict[str, str], ready_url: str, *, stage: int
    ) -> Child:
        def spawn() -> subprocess.Popen[bytes]:
            command = [sys.executable, *arguments]
            with self._log(name).open("ab") as log:
                return children.start(command, folder=CODE, environment=environment, output=log)

        return Child(
            name=name, spawn=spawn, is_ready=lambda: answers(ready_url), log=self._log(name), stage=stage
        )

    def _mailbox_command(self) -> list[str]:
        where = ["--host", self.host, "--port", str(self.ports.mailbox), "--smtp-port", str(self.ports.smtp)]
        return ["-m", "infra.mailbox", "--data", str(self.folder / "mailbox"), *where]

    def _environment(self, service: str) -> dict[str, str]:
        """Environment of both services; other KALLELSE_… variables of this process are passed on.

        Tests set `KALLELSE_UP_POSTGRES_PORT`, `…_REDIS_URL` and `…_SMTP_PORT` to route connections through a proxy
        that breaks them.
        """
        role = f"kallelse_{service}"
        password = (
            self.state.registration_password if service == "registration" else self.state.notify_password
        )
        port = os.environ.get("KALLELSE_UP_POSTGRES_PORT", str(self.ports.postgres))
        database_url = self.postgres.url(DATABASE, role, password)
        return {
            **os.environ,
            "KALLELSE_DATABASE_URL": database_url.replace(f":{self.ports.postgres}/", f":{port}/"),
            "KALLELSE_REDIS_URL": os.environ.get("KALLELSE_UP_REDIS_URL", self.valkey.url),
            "KALLELSE_BASE_URL": self.base_url,
            "KALLELSE_LINK_KEYS": f"1:{self.state.link_key}",
            "KALLELSE_INTERNAL_SECRET": self.state.internal_secret,
            "KALLELSE_MAIL_DOMAIN": MAIL_DOMAIN,
            "KALLELSE_SECURE_COOKIES": "false",
        }

    def _registration(self) -> dict[str, str]:
        return {
            "KALLELSE_HOST": self.host,
            "KALLELSE_PORT": str(self.ports.page),
            "KALLELSE_NOTIFY_URL": self.notify_url,
        }

    def _notify(self) -> dict[str, str]:
        return {
            "KALLELSE_SMTP_HOST": self.near,
            "KALLELSE_SMTP_PORT": os.environ.get("KALLELSE_UP_SMTP_PORT", str(self.ports.smtp)),
            "KALLELSE_JOURNAL_FOLDER": str(self.folder / "notify-journal"),
            "KALLELSE_NOTIFY_HOST": LOCAL,
            "KALLELSE_NOTIFY_PORT": str(self.ports.notify),
            "KALLELSE_INBOUND_HOST": LOCAL,
            "KALLELSE_INBOUND_PORT": str(self.ports.inbound),
        }

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _put_aside_large_logs(self) -> None:
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LARGEST_LOG:
                shutil.move(log, log.with_suffix(".log.old"))


def _async(question: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return question()

    return ask


async def answers(url: str) -> bool:
    """Whether a local URL answers 200. A bare socket instead of an HTTP client, because it is polled often."""
    parts = urlsplit(url)
    request = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(2.0):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            try:
                writer.write(request.encode())
                return (await reader.readline()).split()[1:2] == [b"200"]
            finally:
                writer.close()
    return False
