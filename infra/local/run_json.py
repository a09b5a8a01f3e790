"""`run.json`: addresses of a running installation. `secrets.json`: its generated secrets and its state."""

import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from shared.refused import Refused

RUN: Final = "run.json"
STATE: Final = "secrets.json"


class NotRunning(Refused):
    """Nothing runs on this folder."""


class RunningInstallation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What other programs read from `run.json`; the field names are stable."""

    base_url: str
    mailbox_url: str
    smtp: str
    notify_url: str
    inbound: str | None = None  # none in the file of an installation that an earlier version started
    database_url: str
    redis_url: str
    organiser: str
    api_token: str
    staff_email: str
    staff_password: str
    pids: dict[str, int]


class InstallationState(msgspec.Struct, kw_only=True):
    """What must stay the same when a folder is started again."""

    postgres_password: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(24))
    registration_password: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(24))
    notify_password: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(24))
    link_key: str = msgspec.field(default_factory=lambda: secrets.token_hex(32))
    internal_secret: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    staff_password: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(12))
    # The tenant of the last start, and an API token for each tenant by slug.
    organiser: str | None = None
    tokens: dict[str, str] = {}
    ports: dict[str, int] = {}
    # A scenario was imported, and its invitations are still to be sent.
    invitations_due: bool = False


def write_privately(path: Path, content: bytes) -> None:
    """Replace a file atomically, with mode 0600."""
    # mkstemp creates the file with mode 0600.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write(folder: Path, run: RunningInstallation) -> None:
    """Write `run.json`."""
    write_privately(folder / RUN, msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n")


def read(folder: Path) -> RunningInstallation:
    """Read `run.json`. Raises `NotRunning` if there is none."""
    try:
        return msgspec.json.decode((folder / RUN).read_bytes(), type=RunningInstallation)
    except FileNotFoundError:
        raise NotRunning(
            f"nothing runs on {folder}: start it with `kallelse up --data-dir {folder}`"
        ) from None


def forget(folder: Path) -> None:
    """Delete `run.json`: nothing runs any more."""
    (folder / RUN).unlink(missing_ok=True)


def write_state(folder: Path, state: InstallationState) -> None:
    """Write `secrets.json`."""
    write_privately(folder / STATE, msgspec.json.format(msgspec.json.encode(state), indent=2) + b"\n")


def read_state(folder: Path) -> InstallationState:
    """Read `secrets.json`; in a new folder, generate it."""
    try:
        return msgspec.json.decode((folder / STATE).read_bytes(), type=InstallationState)
    except FileNotFoundError:
        new = InstallationState()
        write_state(folder, new)
        return new
