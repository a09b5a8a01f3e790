"""Fixtures for all tests, and settings of the whole run."""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from hypothesis import settings

pytest_plugins = ["tests.support.servers", "tests.support.browser", "tests.support.open_transactions"]

# Databases and installations are stored in memory if there is room: on a disk, tests spend most of their time waiting for it.
MEMORY: Final = Path("/dev/shm")
ROOM: Final = 4 * 2**30

# No deadline: how long an example takes depends on what else the machine does.
settings.register_profile("kallelse", deadline=None)


def pytest_collection_finish() -> None:
    """Keep the garbage collector away from what lives as long as the run: modules, and a list of thousands of tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_configure() -> None:
    settings.load_profile("kallelse")
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # makes tempfile read TMPDIR again
