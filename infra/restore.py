"""`kallelse restore FILE`: restores both schemas under a later epoch; no mail is sent until it is released."""

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
    """The backup was made by a newer version of Kallelse, or by a modified one."""


class RestoreResult(msgspec.Struct, frozen=True, kw_only=True):
    """Outcome of a restore. `erased`: people who were erased again; `warnings`: what the operator must do first."""

    about: BackupHeader
    held: int
    erased: int
    warnings: tuple[str, ...]


def read(file: Path) -> BackupHeader:
    """Verify the whole backup and that this version can use it. Raises `NotABackup` or `FromNewer`."""
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
    """Restore into a folder of `kallelse up`, created if it is new; a running `kallelse up` pauses its services."""
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
    """Restore into a database by its URL; the services must be stopped (`TargetInUse`)."""
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
    """Restore, and return how many erased people had to be erased again."""
    pour(url, file, about, restore_target.look(url))
    restore_target.analyse(url)
    _keep(url, about, folder)
    return _erase_again(url, erased)


def _erase_again(url: str, erased: Sequence[UUID]) -> int:
    """Repeat the erasures of people whom the backup contains, and put the mails that follow on hold with the others."""
    if not erased:
        return 0
    again = asyncio.run(erasures.repeat(url, erased))
    restore_target.hold_what_was_repeated(url)
    return again


def _keep(url: str, about: BackupHeader, folder: Path) -> None:
    """Give the folder the identity of the backed-up installation, so that its old links and tokens keep working."""
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
    """Yield a warning for each setting that no database backup contains and that must be as before."""
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
