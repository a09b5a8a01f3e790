"""What every test may ask for, and how all of them run."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from hypothesis import settings

pytest_plugins = ["tests.support.servers", "tests.support.browser"]

# Databases and installations are written into memory where there is room for them: on a disk the tests mostly wait for it.
MEMORY: Final = Path("/dev/shm")
ROOM: Final = 4 * 2**30

# A machine with other work may take any time over an example; that says nothing about the code.
settings.register_profile("kallelse", deadline=None)


def pytest_configure() -> None:
    settings.load_profile("kallelse")
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it looks again
