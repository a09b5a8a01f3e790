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
from infra.restore_load import load
from infra.restore_target import Access
from services.registration.commands import erasures
from shared import migrate
from shared.refused import Refused

WAIT_FOR_SERVICES_SECONDS: Final = 30.0


class FromNewer(Refused):
    """The backup was made by a newer version of Kallelse, or by a modified one."""


class RestoreResult(msgspec.Struct, frozen=True, kw_only=True):
    """Outcome of a restore. `erased`: people who were erased again; `warnings`: what the operator must do first.

    `access`: what is valid as the backup has it, also if it was ended since.
    """

    header: BackupHeader
    on_hold: int
    erased: int
    access: Access
    warnings: tuple[str, ...]


def read(file: Path) -> BackupHeader:
    """Verify the whole backup and that this version can use it. Raises `NotABackup` or `FromNewer`."""
    header = backup_file.read(file)
    for service in SERVICES:
        known = {migration.number: migration.checksum for migration in migrate.files(service)}
        for number, checksum in header.migrations.get(service, {}).items():
            if known.get(number) != checksum:
                raise FromNewer(
                    f"{file} was made by a newer Kallelse, or another: {service} {number:04} is not known here. "
                    "Install the version that made it, and restore with that; nothing was changed"
                )
    return header


def into_folder(file: Path, folder: Path, *, replace: bool, erased: Sequence[UUID] = ()) -> RestoreResult:
    """Restore into a folder of `kallelse up`, created if it is new; a running `kallelse up` pauses its services."""
    header = read(file)
    with maintenance_lock.database(folder) as exclusive:
        restore_target.check(restore_target.inspect(exclusive.url), replace=replace)
        if not exclusive.is_running:
            erased_again = _restore(exclusive.url, file, header, folder, erased)
        else:
            with maintenance_lock.services_paused(folder):
                restore_target.wait_until_nobody_is_connected(
                    exclusive.url, seconds=WAIT_FOR_SERVICES_SECONDS
                )
                erased_again = _restore(exclusive.url, file, header, folder, erased)
        waiting = restore_target.count_on_hold(exclusive.url)
        access = restore_target.count_access(exclusive.url)
    is_back = not exclusive.is_running or maintenance_lock.wait_until_services_are_back(folder)
    slow = () if is_back else (f"the services have not come back yet; their logs are in {folder / 'logs'}",)
    return RestoreResult(header=header, on_hold=waiting, erased=erased_again, access=access, warnings=slow)


def into_database(
    file: Path, url: str, *, link_keys: str | None, replace: bool, erased: Sequence[UUID] = ()
) -> RestoreResult:
    """Restore into a database by its URL; the services must be stopped (`TargetInUse`)."""
    header = read(file)
    target = restore_target.inspect(url)
    restore_target.check(target, replace=replace)
    restore_target.refuse_while_connected(target)
    load(url, file, header, target)
    erased_again = erase_again(url, erased)
    restore_target.analyse(url)
    return RestoreResult(
        header=header,
        on_hold=restore_target.count_on_hold(url),
        erased=erased_again,
        access=restore_target.count_access(url),
        warnings=tuple(_warn_about_keys(header, link_keys)),
    )


def _restore(url: str, file: Path, header: BackupHeader, folder: Path, erased: Sequence[UUID]) -> int:
    """Restore, and return how many erased people had to be erased again."""
    load(url, file, header, restore_target.inspect(url))
    restore_target.analyse(url)
    _adopt_state(url, header, folder)
    return erase_again(url, erased)


def erase_again(url: str, erased: Sequence[UUID]) -> int:
    """Repeat the erasures of people whom the backup contains, and put the mails that follow on hold with the others."""
    if not erased:
        return 0
    erased_again = asyncio.run(erasures.repeat(url, erased))
    restore_target.hold_repeated_mails(url)
    return erased_again


def _adopt_state(url: str, header: BackupHeader, folder: Path) -> None:
    """Give the folder the identity of the backed-up installation, so that its old links and tokens keep working."""
    state, old = run_json.read_state(folder), header.state
    if old is None:
        state.organiser, state.tokens = restore_target.first_slug(url), {}
    else:
        state.link_key, state.internal_secret = old.link_key, old.internal_secret
        state.staff_password, state.organiser, state.tokens = old.staff_password, old.organiser, old.tokens
        state.ports = state.ports or old.ports
    state.invitations_due = False
    run_json.write_state(folder, state)


def _warn_about_keys(header: BackupHeader, link_keys: str | None) -> Iterator[str]:
    """Yield a warning for each setting that no database backup contains and that must be as before."""
    if link_keys is None:
        yield (
            "start the services with the KALLELSE_LINK_KEYS, KALLELSE_INTERNAL_SECRET and KALLELSE_MAIL_DOMAIN of before: "
            "links and calendar entries that are out hang on them"
        )
    elif missing := set(header.link_keys) - set(fingerprints(link_keys)):
        yield (
            f"KALLELSE_LINK_KEYS lacks {len(missing)} of the keys that signed links before the backup: add them behind "
            "the others, or those links will not open"
        )
