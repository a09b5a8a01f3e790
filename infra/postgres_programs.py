"""Runs PostgreSQL's own programs: no password on a command line, no row's content in their error messages."""

import os
import re
import subprocess
from collections.abc import Sequence
from typing import IO, Final
from urllib.parse import unquote, urlsplit

from shared.refused import Refused

_PASSWORD: Final = re.compile(r"(?<=://)([^:@/?]*):[^@/?]*@")

# `application_name` of our own connections, as others see it in pg_stat_activity.
NAME: Final = "kallelse-backup"


class ProgramFailed(Refused):
    """A program of PostgreSQL failed; the message ends with its error."""


def without_password(url: str) -> str:
    """Return the URL without its password: a command line is visible to every user."""
    # By pattern: urlsplit and urlunsplit would change a URL without a host.
    return _PASSWORD.sub(r"\1@", url, count=1)


def environment(url: str) -> dict[str, str]:
    """Return the environment of the programs, with the password and the application name."""
    password = urlsplit(url).password
    secret = {"PGPASSWORD": unquote(password)} if password else {}
    return {**os.environ, **secret, "PGAPPNAME": NAME, "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"}


def start(
    command: Sequence[str],
    url: str,
    *,
    errors: IO[bytes],
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    stdout: IO[bytes] | int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a program with its stderr in `errors`."""
    return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=errors, env=environment(url))


def last_words(errors: IO[bytes], *, lines: int = 3) -> str:
    """Return the program's first error lines, without those that can quote a row (DETAIL, CONTEXT, …)."""
    errors.seek(0)
    text = errors.read().decode(errors="replace").splitlines()
    safe = [
        line for line in text if not line.startswith(("DETAIL:", "CONTEXT:", "LINE ", "STATEMENT:")) and line
    ]
    return " / ".join(safe[:lines]) or "it did not say why"
