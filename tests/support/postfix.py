"""Debian's Postfix as the site's mail server: takes mail by SMTP and routes that for Kallelse's domain to the receiver."""

import asyncio
import contextlib
import os
import shutil
import socket
from pathlib import Path
from typing import Self

import pytest

_MAIN = """
compatibility_level = 3.6
myhostname = mx.ruc.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = loopback-only
inet_protocols = ipv4
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
relay_domains = kallelse.example
transport_maps = inline:{{ kallelse.example=smtp:[127.0.0.1]:{receiver} }}
smtpd_relay_restrictions = permit_mynetworks, reject
smtp_tls_security_level = none
smtpd_tls_security_level = none
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
message_size_limit = 20000000
default_transport = discard
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """A running Postfix that hands mail to the receiver on a port."""

    def __init__(self, folder: Path, *, receiver: int) -> None:
        self.folder, self._receiver = folder, receiver
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port: int = one.getsockname()[1]

    async def __aenter__(self) -> Self:
        for path in (self.folder, *(self.folder / name for name in ("spool", "data", "log", "etc"))):
            path.mkdir(exist_ok=True)
        for path in (self.folder, *self.folder.parents):  # pytest's folders are its user's alone
            if path.stat().st_uid == os.getuid() and path != Path("/"):
                path.chmod(path.stat().st_mode | 0o055)
        shutil.chown(self.folder / "data", "postfix")
        etc = self.folder / "etc"
        (etc / "main.cf").write_text(_MAIN.format(folder=self.folder, receiver=self._receiver))
        (etc / "master.cf").write_text(_MASTER.format(port=self.port))
        await self._run("start")
        async with asyncio.timeout(20):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    return self
                await asyncio.sleep(0.05)

    async def __aexit__(self, *_: object) -> None:
        await self._run("stop")

    async def _run(self, command: str) -> None:
        process = await asyncio.create_subprocess_exec(
            "postfix", "-c", str(self.folder / "etc"), command,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert await process.wait() == 0, f"postfix {command}: {self.log()}"

    def log(self) -> str:
        path = self.folder / "log" / "mail.log"
        return path.read_text() if path.exists() else ""


def skip_without_postfix() -> None:
    """Skip the test where Postfix cannot be run as the tests need it."""
    if not shutil.which("postfix"):
        pytest.skip("Postfix is not installed: apt-get install postfix (it replaces another mail server)")
    if os.getuid() != 0:
        pytest.skip("only root may start Postfix")
