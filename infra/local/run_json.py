"""`run.json`: where everything is while `kallelse up` runs. And `secrets.json`: what is made up once and kept."""

import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from shared.refused import Refused

RUN: Final = "run.json"
KEPT: Final = "secrets.json"


class NotRunning(Refused):
    """Nothing runs on this folder."""


class RunningInstallation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What programs outside read; the names are promised."""

    base_url: str
    mailbox_url: str
    smtp: str
    notify_url: str
    inbound: str | None = None
    database_url: str
    redis_url: str
    organiser: str
    api_token: str
    staff_email: str
    staff_password: str
    pids: dict[str, int]


class InstallationState(msgspec.Struct, kw_only=True):
    """What makes a folder the same installation when it is started again."""

    postgres_password: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(24))
    registration_password: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(24))
    notify_password: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(24))
    link_key: str = msgspec.field(default_factory=lambda: secrets.token_hex(32))
    internal_secret: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    staff_password: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(12))
    # The tenant of the last start, and a token for each tenant that was ever started with.
    organiser: str | None = None
    tokens: dict[str, str] = {}
    ports: dict[str, int] = {}
    # A scenario has been read whose invitations are still to be sent.
    invitations_due: bool = False


def write_privately(path: Path, content: bytes) -> None:
    """Replace a file in one step, readable by its owner alone."""
    # mkstemp makes it with mode 0600.
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
    """Tell where everything is."""
    write_privately(folder / RUN, msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n")


def read(folder: Path) -> RunningInstallation:
    """Read where everything is; `NotRunning` if nothing is."""
    try:
        return msgspec.json.decode((folder / RUN).read_bytes(), type=RunningInstallation)
    except FileNotFoundError:
        raise NotRunning(
            f"nothing runs on {folder}: start it with `kallelse up --data-dir {folder}`"
        ) from None


def forget(folder: Path) -> None:
    """Say that nothing runs any more."""
    (folder / RUN).unlink(missing_ok=True)


def keep(folder: Path, kept: InstallationState) -> None:
    """Store what makes this installation the same next time."""
    write_privately(folder / KEPT, msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")


def kept(folder: Path) -> InstallationState:
    """Read what this installation keeps; made up now if it is new."""
    try:
        return msgspec.json.decode((folder / KEPT).read_bytes(), type=InstallationState)
    except FileNotFoundError:
        new = InstallationState()
        keep(folder, new)
        return new
