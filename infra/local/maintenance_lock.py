"""The database of a folder for a command that needs it alone: the services of a running `kallelse up` rest meanwhile."""

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

# Held by who has borrowed; the kernel lets go of it, however that ends, and the services start again.
LENT: Final = "lent"

WAIT_FOR_SERVICES_SECONDS: Final = 30.0
WAIT_FOR_ANOTHER_SECONDS: Final = 2.0


class DatabaseLocked(Refused):
    """Another command has the database to itself."""


class ExclusiveDatabase(NamedTuple):
    """Where the database is, and whether services use it."""

    url: str
    is_running: bool


@contextlib.contextmanager
def database(folder: Path) -> Iterator[ExclusiveDatabase]:
    """Give a folder's database; started for the time being where nothing runs, made where none is."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(folder_lock.locked(folder))
        except FolderTaken:
            if not (folder / run_json.RUN).exists():  # it is just starting, or another command has it
                raise
            yield ExclusiveDatabase(run_json.read(folder).database_url, is_running=True)
            return
        # One that was left by a start that was killed says where nothing is any more.
        run_json.forget(folder)
        yield ExclusiveDatabase(stack.enter_context(_started(folder)).database_url, is_running=False)


@contextlib.contextmanager
def _started(folder: Path) -> Iterator[Pair]:
    anywhere = chosen_ports.choose(dict.fromkeys(chosen_ports.DEFAULTS, 0), host=LOCAL, last={})
    pair = Pair(folder, host=LOCAL, ports=anywhere, kept=run_json.kept(folder))
    try:
        pair.postgres.start()
        asyncio.run(installation.make_database(pair))
        yield pair
    finally:
        pair.postgres.stop()
        pair.valkey.stop()


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Ask a running `kallelse up` to let its services rest until this is over, and wait until they work again."""
    descriptor = os.open(folder / LENT, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, folder: Path) -> None:
    # Who only looks holds it for no time at all.
    deadline = time.monotonic() + WAIT_FOR_ANOTHER_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise DatabaseLocked(
                    f"another restore works on {folder}: wait for it, then look again"
                ) from None
            time.sleep(0.01)  # nothing tells us: we ask, until the deadline
        else:
            return


def is_lent(folder: Path) -> bool:
    """Whether somebody has borrowed the database."""
    try:
        descriptor = os.open(folder / LENT, os.O_RDWR)
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
    """Say whether both services of a running `kallelse up` work again; nothing runs where there is no run.json."""
    run = run_json.read(folder)

    async def wait() -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT_FOR_SERVICES_SECONDS):
                for url in (run.base_url, run.notify_url):
                    # They are other processes: there is no event of ours to wait on.
                    while not await answers(f"{url}/health/ready"):  # noqa: ASYNC110
                        await asyncio.sleep(0.1)
                return True
        return False

    return asyncio.run(wait())
