"""A file of accepted mails, so that a worker that is killed does not send them again (docs/decisions/0049).

The ledger learns of an accepted mail with others, some hundredths of a second later. The journal has it before the next
mail is begun on the same connection: a line with the delivery's id and revision, and the reply, which has no address.
It outlives the process, not a loss of power. Other workers read it before they take over a dead worker's claims.
"""

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from shared import ids

log = logging.getLogger(__name__)

_SUFFIX: Final = ".accepted"


class Journal:
    """The journal of this process in a folder that the workers of one machine share; without a folder it does nothing."""

    def __init__(self, folder: Path | None) -> None:
        """Open a file of its own, locked for as long as the process lives."""
        self._folder = folder
        self._path: Path | None = None
        self._file = -1
        self._has_lines = False
        if folder is None:
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / f"{ids.new().hex}{_SUFFIX}"
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def accepted(self, delivery_id: UUID, revision: int, reply: str) -> None:
        """Note a mail that the relay has accepted."""
        if self._file < 0:
            return
        try:
            os.write(self._file, f"{delivery_id.hex} {revision} {' '.join(reply.split())}\n".encode())
            self._has_lines = True
        except OSError as error:  # a full disk: mails go on, and a kill may double some
            log.warning("journal.not_written", extra={"error": type(error).__name__})

    def all_marked(self) -> None:
        """Forget the lines: the ledger has all of them."""
        if self._file >= 0 and self._has_lines:
            os.ftruncate(self._file, 0)
            self._has_lines = False

    def close(self) -> None:
        """Release the file; remove it if the ledger has what it says."""
        if self._path is not None and self._file >= 0:
            if not self._has_lines:
                self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = -1

    def of_others(self) -> list["LeftBehind"]:
        """Read what other workers of this folder have noted."""
        if self._folder is None:
            return []
        files = sorted(path for path in self._folder.glob(f"*{_SUFFIX}") if path != self._path)
        return [LeftBehind(path) for path in files]


class AcceptedMail(NamedTuple):
    """A line of a journal. The revision tells this sending of the delivery from a later one."""

    delivery_id: UUID
    revision: int
    reply: str


class LeftBehind:
    """The journal of another worker, dead or alive: each line in it is true either way."""

    def __init__(self, path: Path) -> None:
        """Read the file; a line that is cut off, or of another kind, is left out."""
        self._path = path
        content = b""
        with contextlib.suppress(FileNotFoundError):
            content = path.read_bytes()
        self._size = len(content)
        self.mails = list(_lines(content.decode("utf-8", "replace")))

    def remove(self) -> None:
        """Remove the file if its worker is dead (nobody has the lock) and has written nothing since it was read."""
        with contextlib.suppress(FileNotFoundError, BlockingIOError), self._path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(file.fileno()).st_size == self._size:
                self._path.unlink(missing_ok=True)


def _lines(text: str) -> Iterator[AcceptedMail]:
    for line in text.split("\n")[:-1]:
        number, _, rest = line.partition(" ")
        revision, _, reply = rest.partition(" ")
        with contextlib.suppress(ValueError):
            yield AcceptedMail(UUID(hex=number), int(revision), reply)
