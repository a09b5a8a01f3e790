"""Allows one `kallelse up` per folder."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from shared.refused import Refused


class FolderTaken(Refused):
    """Another process has locked this folder; the message says which."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock a folder; the kernel releases the lock when the process ends, also after a crash. Raises `FolderTaken`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
            raise FolderTaken(f"{folder} belongs to a running `kallelse up` (pid {owner})") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
