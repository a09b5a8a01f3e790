"""Debian's Exim as a relay: takes mail by SMTP and delivers it into a folder, with Debian's own limits."""

import asyncio
import contextlib
import os
import shutil
import socket
from pathlib import Path
from typing import Self

import pytest

_CONFIGURATION = """
primary_hostname = relay.example
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
keep_environment =
local_interfaces = 127.0.0.1
tls_advertise_hosts =
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = at_recipient
acl_smtp_data = at_message
begin acl
at_recipient:
{at_recipient}
  accept
at_message:
{at_message}
  accept
begin routers
all:
  driver = accept
  transport = files
begin transports
files:
  driver = appendfile
  directory = {folder}/mail
  create_directory
  user = Debian-exim
  group = Debian-exim
"""


class Exim:
    """A running Exim; `at_recipient` and `at_message` are lines of its access control lists."""

    def __init__(self, folder: Path, *, at_recipient: str = "", at_message: str = "") -> None:
        self.folder = folder
        self.at_recipient, self.at_message = at_recipient, at_message
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port: int = one.getsockname()[1]
        self._process: asyncio.subprocess.Process

    async def __aenter__(self) -> Self:
        for path in (self.folder, *(self.folder / name for name in ("spool", "log", "mail"))):
            path.mkdir(exist_ok=True)
            path.chmod(0o777)
        for path in self.folder.parents:  # pytest's folders are its user's alone, Exim is another user
            if path.stat().st_uid == os.getuid() and path != Path("/"):
                path.chmod(path.stat().st_mode | 0o055)
        configuration = self.folder / "configuration"
        configuration.write_text(
            _CONFIGURATION.format(
                folder=self.folder, at_recipient=self.at_recipient, at_message=self.at_message
            )
        )
        self._process = await asyncio.create_subprocess_exec(
            "exim4", "-C", str(configuration), "-bdf", "-oX", f"127.0.0.1.{self.port}"
        )
        await self._listens()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._process.terminate()
        await self._process.wait()

    async def _listens(self) -> None:
        async with asyncio.timeout(10):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    await writer.wait_closed()
                    return
                await asyncio.sleep(0.05)

    def delivered(self) -> list[bytes]:
        """Return the mails that are delivered; what waits in the queue is not."""
        return [
            path.read_bytes() for path in (self.folder / "mail").glob("*") if not path.name.startswith("temp")
        ]

    async def wait_for(self, count: int, *, seconds: float = 20.0) -> list[bytes]:
        """Wait until so many mails are delivered. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            while len(self.delivered()) < count:  # noqa: ASYNC110 - another process writes files
                await asyncio.sleep(0.05)
        return self.delivered()


def skip_without_exim() -> None:
    """Skip the test where Exim cannot be run as the tests need it."""
    if not shutil.which("exim4"):
        pytest.skip(
            "Exim is not installed: apt-get install exim4-daemon-light (it replaces another mail server)"
        )
    if os.getuid() != 0:
        pytest.skip("only root may start Exim with a configuration of its own")
