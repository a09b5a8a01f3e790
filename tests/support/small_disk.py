"""A disk of a given size, which can be filled and freed: a tmpfs, where this user may mount one."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.local import children

REASON: Final = "only root may mount a small disk, and not in every container"
_BALLAST: Final = ".ballast"
# Puts every table and index of both services on the disk, one at a time. The write-ahead log stays where it is: PostgreSQL
# stops, and recovers for some seconds, when that one has no room.
TABLESPACE: Final = "create tablespace small location '{folder}'"
MOVES: Final = """
select format('alter %s %s set tablespace small', case relkind when 'r' then 'table' else 'index' end, oid::regclass)
  from pg_class
 where relkind in ('r', 'i') and relnamespace in ('registration'::regnamespace, 'notify'::regnamespace)
"""


class SmallDisk:
    """A mounted folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Leave no room."""
        with (self.folder / _BALLAST).open("ab") as file, contextlib.suppress(OSError):
            while True:
                os.write(file.fileno(), bytes(min(1 << 20, max(4096, shutil.disk_usage(self.folder).free))))

    def free(self) -> None:
        """Give the room back."""
        (self.folder / _BALLAST).unlink(missing_ok=True)


def mount(folder: Path, megabytes: int) -> SmallDisk | None:
    """Mount a disk on an empty folder; None where this user may not."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={megabytes}m,mode=755"
    done = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=False, capture_output=True
    )
    return SmallDisk(folder) if done and done.returncode == 0 else None


def mount_new(megabytes: int) -> SmallDisk | None:
    """Mount a disk on a new folder that PostgreSQL's own user may enter and write to; None where this user may not."""
    parent = Path(tempfile.mkdtemp(prefix="kallelse-disk-"))
    parent.chmod(0o755)
    disk = mount(parent / "disk", megabytes)
    if disk is not None:
        shutil.chown(disk.folder, children.UNPRIVILEGED)
    return disk


def unmount(disk: SmallDisk) -> None:
    """Take the disk away, also while something still has a file open there."""
    subprocess.run(["umount", "--lazy", str(disk.folder)], check=False, capture_output=True)
    shutil.rmtree(disk.folder.parent, ignore_errors=True)


def _can_mount() -> bool:
    disk = mount_new(1)
    if disk is not None:
        unmount(disk)
    return disk is not None


CAN_MOUNT: Final = _can_mount()


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk | None]:
    """A disk for a block; None where this user may not mount one."""
    disk = mount_new(megabytes)
    try:
        yield disk
    finally:
        if disk is not None:
            unmount(disk)
