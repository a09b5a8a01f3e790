"""`kallelse backup FILE`: writes one snapshot of both schemas, under any load, into one file."""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import asyncpg

from infra import backup_file, postgres_programs
from infra.backup_file import BackupHeader
from infra.local.postgres_binaries import find_clients
from infra.local.run_json import InstallationState
from shared import links, times
from shared.postgres import Schema
from shared.refused import Refused

SERVICES: Final[Sequence[Schema]] = ("registration", "notify")

# How long to wait for the locks of a running migration.
WAIT_FOR_TABLES: Final = "60s"

MAY_READ: Final = """
select coalesce(bool_and(has_schema_privilege(oid, 'usage')
                         and has_table_privilege(format('%I.migration', nspname), 'select')), false)
       and count(*) = 2
  from pg_namespace
 where nspname in ('registration', 'notify')
"""


class CannotBackUp(Refused):
    """There is nothing to back up, or the role may not read it."""


def backup(url: str, file: Path, *, state: InstallationState | None, link_keys: str | None) -> BackupHeader:
    """Write the backup atomically, mode 0600, replacing an existing file. Raises `CannotBackUp` or `ProgramFailed`."""
    if not file.parent.is_dir():
        raise CannotBackUp(f"there is no folder {file.parent}")
    header = asyncio.run(_header(url, state, link_keys))
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
    os.close(descriptor)
    unfinished = Path(name)
    try:
        _dump(url, unfinished, header.postgres)
        backup_file.seal(unfinished, header)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return backup_file.read(file)


def fingerprints(link_keys: str | None) -> tuple[str, ...]:
    """Return a hash of each link key that tells keys apart; the keys are random, so none can be guessed from it."""
    if not link_keys:
        return ()
    return tuple(
        hashlib.sha256(b"kallelse link key %d " % key.number + key.secret).hexdigest()[:16]
        for key in links.read_keys(link_keys)
    )


async def _header(url: str, state: InstallationState | None, link_keys: str | None) -> BackupHeader:
    conn = await asyncpg.connect(url)
    try:
        if not await conn.fetchval(MAY_READ):
            user = await conn.fetchval("select current_user")
            raise CannotBackUp(
                f"role {user} cannot read both schemas: name the role with which you run `kallelse migrate`, "
                "in KALLELSE_DATABASE_URL; if that is what it is, nothing has been migrated yet"
            )
        return BackupHeader(
            made_at=times.now(),
            postgres=int(await conn.fetchval("show server_version_num")) // 10000,
            migrations={service: await migrations(conn, service) for service in SERVICES},
            link_keys=fingerprints(link_keys),
            state=state,
        )
    finally:
        await conn.close()


async def migrations(conn: "asyncpg.Connection[asyncpg.Record]", service: Schema) -> dict[int, str]:
    """Return the number and checksum of each migration that has run on a schema."""
    rows = await conn.fetch(f'select number, checksum from "{service}".migration')
    return {row["number"]: row["checksum"] for row in rows}


def _dump(url: str, file: Path, server: int) -> None:
    """Run pg_dump: one snapshot of both schemas; it blocks neither readers nor writers."""
    programs = find_clients(server)
    command = [
        str(programs / "pg_dump"), "--format=custom", "--no-password", f"--lock-wait-timeout={WAIT_FOR_TABLES}",
        *(f"--schema={service}" for service in SERVICES),
        f"--file={file}", f"--dbname={postgres_programs.without_password(url)}",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as errors:
        if postgres_programs.start(command, url, errors=errors).wait() != 0:
            raise postgres_programs.ProgramFailed(f"pg_dump failed: {postgres_programs.last_words(errors)}")
