"""The file of a backup: an archive of pg_dump, followed by a header (JSON) and a checksum.

`pg_restore` ignores what follows its archive and reads the file as it is.
"""

import hashlib
import os
import struct
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from infra.local.run_json import InstallationState
from shared.refused import Refused

# End of the file, after the header: the header's length, its SHA-256, and a magic line.
_END: Final = b"kallelse backup 1\n"
_TAIL: Final = struct.Struct(f">Q32s{len(_END)}s")


class NotABackup(Refused):
    """The file is no backup, or an incomplete or damaged one."""


class BackupHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore needs to know. `migrations`: number and checksum, by service. `postgres`: major version.

    `link_keys`: fingerprints of the keys. `state`: secrets and state of a `kallelse up` folder, None for a database.
    `size` (bytes) and `checksum` (SHA-256) are those of the archive.
    """

    made_at: datetime
    postgres: int
    migrations: dict[str, dict[int, str]]
    link_keys: tuple[str, ...] = ()
    state: InstallationState | None = msgspec.field(name="kept", default=None)
    size: int = 0
    checksum: str = ""


def seal(path: Path, header: BackupHeader) -> None:
    """Append the header to the archive, so that a missing part is noticed, and sync the file to disk."""
    size, checksum = path.stat().st_size, _checksum(path, path.stat().st_size)
    encoded = msgspec.json.encode(msgspec.structs.replace(header, size=size, checksum=checksum))
    with path.open("ab") as file:
        file.write(encoded)
        file.write(_TAIL.pack(len(encoded), hashlib.sha256(encoded).digest(), _END))
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> BackupHeader:
    """Read the header and verify every byte of the file. Raises `NotABackup` if any is missing or changed."""
    try:
        whole = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(0, whole - _TAIL.size))
            tail = file.read(_TAIL.size)
            if len(tail) < _TAIL.size or not tail.endswith(_END):
                raise NotABackup(
                    f"{path} is no backup of Kallelse, or its end is missing; nothing was changed"
                )
            length, digest, _ = _TAIL.unpack(tail)
            file.seek(max(0, whole - _TAIL.size - length))
            encoded = file.read(length)
    except OSError as error:
        raise NotABackup(f"{path} cannot be read: {error.strerror}") from None
    header = _decode(encoded) if hashlib.sha256(encoded).digest() == digest else None
    if (
        header is None
        or header.size + length + _TAIL.size != whole
        or _checksum(path, header.size) != header.checksum
    ):
        raise NotABackup(
            f"{path} is damaged: it is not what was written; nothing was changed. Take another backup"
        )
    return header


def _decode(encoded: bytes) -> BackupHeader | None:
    try:
        return msgspec.json.decode(encoded, type=BackupHeader)
    except msgspec.MsgspecError:
        return None


def _checksum(path: Path, size: int) -> str:
    seen = hashlib.sha256()
    with path.open("rb") as file:
        while size > 0 and (chunk := file.read(min(size, 1 << 20))):
            seen.update(chunk)
            size -= len(chunk)
    return seen.hexdigest()
