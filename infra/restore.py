"""`kallelse restore FILE`: both schemas back as they were, under a later epoch, and nothing sent unasked."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from infra import backup_file, restore_target
from infra.backup import SERVICES, fingerprints
from infra.backup_file import BackupHeader
from infra.local import maintenance_lock, run_json
from infra.restore_load import pour
from services.registration.commands import erasures
from shared import migrate
from shared.refused import Refused

WAIT_FOR_SERVICES_SECONDS: Final = 30.0


class FromNewer(Refused):
    """The backup was made by a Kallelse that knows more, or by another one."""


class RestoreResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `erased`: how many were erased again; `warnings`: what to see to before anything else."""

    about: BackupHeader
    held: int
    erased: int
    warnings: tuple[str, ...]


def read(file: Path) -> BackupHeader:
    """Read the whole backup, and see that this code can use it."""
    about = backup_file.read(file)
    for service in SERVICES:
        known = {one.number: one.checksum for one in migrate.files(service)}
        for number, checksum in about.migrations.get(service, {}).items():
            if known.get(number) != checksum:
                raise FromNewer(
                    f"{file} was made by a newer Kallelse, or another: {service} {number:04} is not known here. "
                    "Install the version that made it, and restore with that; nothing was changed"
                )
    return about


def into_folder(file: Path, folder: Path, *, replace: bool, erased: Sequence[UUID] = ()) -> RestoreResult:
    """Restore into a folder of `kallelse up`, made if it is new; what runs there rests meanwhile."""
    about = read(file)
    with maintenance_lock.database(folder) as lent:
        restore_target.check(restore_target.look(lent.url), replace=replace)
        if not lent.is_running:
            again = _restore(lent.url, file, about, folder, erased)
        else:
            with maintenance_lock.alone(folder):
                restore_target.wait_until_nobody_is_connected(lent.url, seconds=WAIT_FOR_SERVICES_SECONDS)
                again = _restore(lent.url, file, about, folder, erased)
        waiting = restore_target.count_held(lent.url)
    is_back = not lent.is_running or maintenance_lock.wait_until_services_are_back(folder)
    slow = () if is_back else (f"the services have not come back yet; their logs are in {folder / 'logs'}",)
    return RestoreResult(about=about, held=waiting, erased=again, warnings=slow)


def into_database(
    file: Path, url: str, *, link_keys: str | None, replace: bool, erased: Sequence[UUID] = ()
) -> RestoreResult:
    """Restore into a database by its address; its services must have been stopped."""
    about = read(file)
    target = restore_target.look(url)
    restore_target.check(target, replace=replace)
    restore_target.refuse_while_connected(target)
    pour(url, file, about, target)
    again = _erase_again(url, erased)
    restore_target.analyse(url)
    return RestoreResult(
        about=about,
        held=restore_target.count_held(url),
        erased=again,
        warnings=tuple(_about_keys(about, link_keys)),
    )


def _restore(url: str, file: Path, about: BackupHeader, folder: Path, erased: Sequence[UUID]) -> int:
    """Restore, and say how many of those who were erased since had to be erased again."""
    pour(url, file, about, restore_target.look(url))
    restore_target.analyse(url)
    _keep(url, about, folder)
    return _erase_again(url, erased)


def _erase_again(url: str, erased: Sequence[UUID]) -> int:
    """Erase whom the backup still knows; what that leads to had been told before the crash, and is held like the rest."""
    if not erased:
        return 0
    again = asyncio.run(erasures.repeat(url, erased))
    restore_target.hold_what_was_repeated(url)
    return again


def _keep(url: str, about: BackupHeader, folder: Path) -> None:
    """Let the folder be the installation of which the backup is: its old links open, its tokens are good."""
    kept, old = run_json.kept(folder), about.kept
    if old is None:
        kept.organiser, kept.tokens = restore_target.first_slug(url), {}
    else:
        kept.link_key, kept.internal_secret = old.link_key, old.internal_secret
        kept.staff_password, kept.organiser, kept.tokens = old.staff_password, old.organiser, old.tokens
        kept.ports = kept.ports or old.ports
    kept.invitations_due = False
    run_json.keep(folder, kept)


def _about_keys(about: BackupHeader, link_keys: str | None) -> Iterator[str]:
    """Say what the environment must have kept: no backup of a database holds it."""
    if link_keys is None:
        yield (
            "start the services with the KALLELSE_LINK_KEYS, KALLELSE_INTERNAL_SECRET and KALLELSE_MAIL_DOMAIN of before: "
            "links and calendar entries that are out hang on them"
        )
    elif missing := set(about.link_keys) - set(fingerprints(link_keys)):
        yield (
            f"KALLELSE_LINK_KEYS lacks {len(missing)} of the keys that signed links before the backup: add them behind "
            "the others, or those links will not open"
        )
