"""PostgreSQL's own programs, run on a database: never a password on a command line, never a row in what they say."""

import os
import re
import subprocess
from collections.abc import Sequence
from typing import IO, Final
from urllib.parse import unquote, urlsplit

from shared.refused import Refused

_PASSWORD: Final = re.compile(r"(?<=://)([^:@/?]*):[^@/?]*@")

# How our own work on a database is known to others who look.
NAME: Final = "kallelse-backup"


class ProgramFailed(Refused):
    """A program of PostgreSQL did not do it; the text ends with what it said."""


def without_password(url: str) -> str:
    """The address as it may stand on a command line, where everybody can read it."""
    # By hand: put together again from its parts, an address without a host is another.
    return _PASSWORD.sub(r"\1@", url, count=1)


def environment(url: str) -> dict[str, str]:
    """What the programs are told beside their command line: the password, and who they are."""
    password = urlsplit(url).password
    given = {"PGPASSWORD": unquote(password)} if password else {}
    return {**os.environ, **given, "PGAPPNAME": NAME, "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"}


def start(
    command: Sequence[str],
    url: str,
    *,
    errors: IO[bytes],
    takes: IO[bytes] | int = subprocess.DEVNULL,
    gives: IO[bytes] | int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start one; what it complains about goes to `errors`."""
    return subprocess.Popen(command, stdin=takes, stdout=gives, stderr=errors, env=environment(url))


def last_words(errors: IO[bytes], *, lines: int = 3) -> str:
    """What it complained about, without what might quote somebody: DETAIL and CONTEXT hold rows."""
    errors.seek(0)
    said = errors.read().decode(errors="replace").splitlines()
    kept = [
        line for line in said if not line.startswith(("DETAIL:", "CONTEXT:", "LINE ", "STATEMENT:")) and line
    ]
    return " / ".join(kept[:lines]) or "it did not say why"
