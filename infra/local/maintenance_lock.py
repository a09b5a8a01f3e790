"""Exclusive access to an installation's database; a running `kallelse up` pauses its services meanwhile."""

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from infra.local import chosen_ports, folder_lock, installation, run_json
from infra.local.folder_lock import FolderTaken
from infra.local.pair import LOCAL, Pair, answers
from shared.refused import Refused

# Lock file of the command that has exclusive access; the kernel releases the lock however the command ends.
LOCK: Final = "maintenance.lock"

WAIT_FOR_SERVICES_SECONDS: Final = 30.0
WAIT_FOR_ANOTHER_SECONDS: Final = 2.0


class DatabaseLocked(Refused):
    """Another command has exclusive access to the database."""


class ExclusiveDatabase(NamedTuple):
    """The database's URL, and whether `kallelse up` runs on the folder."""

    url: str
    is_running: bool


@contextlib.contextmanager
def database(folder: Path) -> Iterator[ExclusiveDatabase]:
    """Yield the database of a folder; without a running `kallelse up`, its servers are started for the block."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(folder_lock.locked(folder))
        except FolderTaken:
            if not (folder / run_json.RUN).exists():  # another `up` is starting, or a command has the folder
                raise
            yield ExclusiveDatabase(run_json.read(folder).database_url, is_running=True)
            return
        # A killed start may have left a run.json that is out of date.
        run_json.forget(folder)
        yield ExclusiveDatabase(stack.enter_context(_started(folder)).database_url, is_running=False)


@contextlib.contextmanager
def _started(folder: Path) -> Iterator[Pair]:
    anywhere = chosen_ports.choose(dict.fromkeys(chosen_ports.DEFAULTS, 0), host=LOCAL, last={})
    pair = Pair(folder, host=LOCAL, ports=anywhere, state=run_json.read_state(folder))
    try:
        pair.postgres.start()
        asyncio.run(installation.make_database(pair))
        yield pair
    finally:
        pair.postgres.stop()
        pair.valkey.stop()


@contextlib.contextmanager
def services_paused(folder: Path) -> Iterator[None]:
    """Have a running `kallelse up` stop its services until the block ends. Raises `DatabaseLocked`."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, folder: Path) -> None:
    # `is_locked` takes the lock for an instant, so one failed attempt means nothing.
    deadline = time.monotonic() + WAIT_FOR_ANOTHER_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise DatabaseLocked(
                    f"another restore works on {folder}: wait for it, then look again"
                ) from None
            time.sleep(0.01)  # polls until the deadline
        else:
            return


def is_locked(folder: Path) -> bool:
    """Whether a command has exclusive access to the database."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def wait_until_services_are_back(folder: Path) -> bool:
    """Wait until both services of a running `kallelse up` are ready; False after a timeout. Needs run.json."""
    run = run_json.read(folder)

    async def wait() -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT_FOR_SERVICES_SECONDS):
                for url in (run.base_url, run.notify_url):
                    # The services are other processes, so there is no event to wait for.
                    while not await answers(f"{url}/health/ready"):  # noqa: ASYNC110
                        await asyncio.sleep(0.1)
                return True
        return False

    return asyncio.run(wait())
