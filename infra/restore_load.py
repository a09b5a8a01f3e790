"""Loads a backup in one transaction: the archive, newer migrations, and a later epoch."""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from infra import postgres_programs
from infra.backup import SERVICES
from infra.backup_file import BackupHeader
from infra.local.postgres_binaries import find_clients
from infra.postgres_programs import ProgramFailed, last_words
from infra.restore_target import RestoreTarget
from services.notify.store import restore_hooks as notify_restored
from services.registration.store import restore_hooks as registration_restored
from shared import migrate
from shared.channel import outbox
from shared.postgres import Schema

# Run after each service's own hooks: offers again the events that the other service had not acknowledged.
AFTERWARDS: Final[Mapping[Schema, tuple[str, ...]]] = {
    "registration": (*registration_restored.STATEMENTS, outbox.RESTORE),
    "notify": (*notify_restored.STATEMENTS, outbox.RESTORE),
}

BEGIN_EPOCH: Final = """
select set_config('kallelse.epoch_before', greatest(r.value, n.value)::text, true),
       set_config('kallelse.epoch', (greatest(r.value, n.value, {current}) + 1)::text, true)
  from registration.epoch r cross join notify.epoch n;
"""

# A service that connected during the restore has read data that no longer exists.
NO_SERVICE_CONNECTED: Final = """
do $$ begin
  if exists (select from pg_stat_activity
              where datname = current_database() and application_name ~ '^kallelse[-_](registration|notify)') then
    raise exception 'a service has connected meanwhile: stop registration and notify, then restore again';
  end if;
end $$;
"""

# pg_restore 17 and later writes this for every server; servers before 17 reject it.
_UNKNOWN_TO_OLD: Final = b"SET transaction_timeout = 0;\n"
_CHUNK: Final = 1 << 20


def load(url: str, file: Path, header: BackupHeader, target: RestoreTarget) -> None:
    """Replace both schemas by the backup in one transaction. Raises `ProgramFailed`, with nothing changed."""
    programs = find_clients(max(target.server, header.postgres), newest=True)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as errors:
        contents = Path(folder) / "contents"
        contents.write_bytes(_contents(programs, url, file))
        script = postgres_programs.start(
            [str(programs / "pg_restore"), "--no-owner", f"--use-list={contents}", "--file=-", str(file)],
            url, errors=errors, stdout=subprocess.PIPE,
        )  # fmt: skip
        server = postgres_programs.start(
            [
                str(programs / "psql"), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1",
                "--set=VERBOSITY=terse", "--set=SHOW_CONTEXT=never", f"--dbname={postgres_programs.without_password(url)}",
            ],
            url, errors=errors, stdin=subprocess.PIPE,
        )  # fmt: skip
        try:
            is_whole = _feed(server, script, header, target)
        except BrokenPipeError:  # psql has stopped at an error, which it wrote to `errors`
            is_whole = False
        finally:
            # psql rolls back if its input ends without a commit.
            ended = _end(script, server)
        if not is_whole or ended != 0:
            raise ProgramFailed(
                f"{file} could not be restored, and nothing was changed: {last_words(errors)}"
            )


def _feed(
    server: "subprocess.Popen[bytes]",
    script: "subprocess.Popen[bytes]",
    header: BackupHeader,
    target: RestoreTarget,
) -> bool:
    """Write the whole script to psql, the commit only after pg_restore has succeeded; False if it has not."""
    if server.stdin is None or script.stdout is None:
        raise TypeError("both are pipes")
    for text in _before():
        server.stdin.write(text.encode())
    first = script.stdout.read(_CHUNK)
    server.stdin.write(first.replace(_UNKNOWN_TO_OLD, b"", 1))
    while chunk := script.stdout.read(_CHUNK):
        server.stdin.write(chunk)
    if script.wait() != 0:
        return False
    for text in _after(header, target):
        server.stdin.write(text.encode())
    server.stdin.close()
    return True


def _end(script: "subprocess.Popen[bytes]", server: "subprocess.Popen[bytes]") -> int:
    if script.stdout is not None:
        script.stdout.close()
    if server.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            server.stdin.close()
    return script.wait() or server.wait()


def _before() -> Iterator[str]:
    yield "begin;\n"
    for service in SERVICES:
        yield f"drop schema if exists {service} cascade;\n"


def _after(header: BackupHeader, target: RestoreTarget) -> Iterator[str]:
    yield "set row_security = on; set check_function_bodies = on; set client_min_messages = warning;\n"
    for service in SERVICES:
        yield f"set local search_path = {service};\n"
        yield f"alter default privileges in schema {service}"
        yield f" grant select, insert, update, delete on tables to kallelse_{service};\n"
        yield from _newer_migrations(service, header)
    yield BEGIN_EPOCH.format(current=target.epoch)
    for service, statements in AFTERWARDS.items():
        yield f"set local search_path = {service};\n"
        for statement in statements:
            yield f"{statement.strip()};\n"
    yield NO_SERVICE_CONNECTED
    yield "commit;\n"


def _newer_migrations(service: Schema, header: BackupHeader) -> Iterator[str]:
    """Yield the migrations that the backup lacks; `_post_` files are left to `kallelse migrate --post`."""
    for file in migrate.files(service):
        if file.number in header.migrations[service] or file.is_post:
            continue
        yield f"{file.in_one_transaction}\n"
        yield f"insert into migration (number, name, checksum) values ({file.number}, '{file.name}', '{file.checksum}');\n"


def _contents(programs: Path, url: str, file: Path) -> bytes:
    """Return pg_restore's list of contents without default privileges, which name a role that may not exist here."""
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as listed:
        listing = [str(programs / "pg_restore"), "--list", str(file)]
        if postgres_programs.start(listing, url, errors=errors, stdout=listed).wait() != 0:
            raise ProgramFailed(f"{file} cannot be read, and nothing was changed: {last_words(errors)}")
        listed.seek(0)
        return b"".join(line for line in listed if b" DEFAULT ACL " not in line)
