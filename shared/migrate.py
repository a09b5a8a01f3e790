"""Runs a service's numbered SQL files, once each, one runner at a time (docs/decisions/0024).

Files run in the order of their numbers, which have no gaps. A file with `_post_` in its name removes what the
previous release's code still uses. It is skipped until a run asks for it (`post=True`), and does not block later files.
So a plain file may run before a post file with a lower number: neither may depend on running first.

Each file runs in one transaction with a short lock timeout, so that it never blocks a running service. A file that
begins with `-- migrate: no transaction` builds or drops indexes of large tables concurrently, without a time limit.
An index that such a build has left unfinished is dropped and rebuilt by the next run.
"""

import asyncio
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import asyncpg

from shared.postgres import Schema
from shared.refused import Refused

_LOCK: Final = 0x6B616C6C  # "kall": the key space of migrations among advisory locks
_ROLES_LOCK: Final = _LOCK + 1
_FOLDER: Final = Path(__file__).parent.parent / "services"
_NAME: Final = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_NO_TRANSACTION: Final = "-- migrate: no transaction\n"
_INDEX: Final = re.compile(
    r"(?:create (?:unique )?index concurrently if not exists|drop index concurrently if exists) (\w+)\b.*",
    re.DOTALL,
)

IS_UNFINISHED: Final = """
select exists (select from pg_index i join pg_class c on c.oid = i.indexrelid
                where c.relnamespace = current_schema()::regnamespace and c.relname = $1 and not i.indisvalid)
"""


class BrokenMigration(Refused):
    """An applied file has changed, the numbers have a gap, or a file contains what it may not."""


class File(NamedTuple):
    """A numbered migration file and its text."""

    number: int
    name: str
    text: str
    checksum: str

    @property
    def is_post(self) -> bool:
        """Whether the previous release's code must be gone before the file runs."""
        return "_post_" in self.name

    @property
    def in_one_transaction(self) -> str:
        """The text for a database that nothing else uses: indexes are built inside a transaction."""
        return self.text.replace(" concurrently ", " ") if self.is_concurrent else self.text

    @property
    def is_concurrent(self) -> bool:
        """Whether the file runs outside a transaction, while the services run."""
        return self.text.startswith(_NO_TRANSACTION)

    def indexes(self) -> list[tuple[str, str]]:
        """Index name and statement of each index that a file without a transaction builds or drops."""
        statements = [
            statement.strip() for statement in re.sub(r"--.*", "", self.text).split(";") if statement.strip()
        ]
        found = [(_INDEX.fullmatch(statement), statement) for statement in statements]
        if not all(match for match, _ in found):
            raise BrokenMigration(
                f"{self.name}: without a transaction only `create index concurrently if not exists` "
                "and `drop index concurrently if exists` can be run again after a failure"
            )
        return [(match[1], statement) for match, statement in found if match]


def files(service: Schema) -> Iterator[File]:
    """List a service's files in order. Raises `BrokenMigration`."""
    for number, path in enumerate(sorted((_FOLDER / service / "migrations").glob("*.sql")), start=1):
        text = path.read_text(encoding="utf-8")
        match = _NAME.fullmatch(path.name)
        if not match or int(match[1]) != number:
            raise BrokenMigration(f"{path.name} should be number {number:04}")
        file = File(number, path.name, text, hashlib.sha256(text.encode()).hexdigest())
        if file.is_concurrent:
            file.indexes()
        yield file


async def create_roles(admin_url: str, passwords: Mapping[str, str]) -> None:
    """Create the services' roles, or set their passwords."""
    conn = await asyncpg.connect(admin_url, server_settings={"search_path": "notify"})
    try:
        # Roles need no schema, but the migrations that follow do: nothing is to be changed if they cannot run.
        await _require_search_path(conn, "notify")
        async with conn.transaction():
            await conn.execute("select pg_advisory_xact_lock($1)", _ROLES_LOCK)
            for role, password in passwords.items():
                exists = await conn.fetchval("select exists (select from pg_roles where rolname = $1)", role)
                verb = "alter" if exists else "create"
                statement = await conn.fetchval(
                    "select format($1::text || ' role %I login password %L', $2::text, $3::text)",
                    verb,
                    role,
                    password,
                )
                await conn.execute(statement)
    finally:
        await conn.close()


async def migrate(admin_url: str, service: Schema, *, post: bool = False) -> list[str]:
    """Migrate one schema and return the names of the files that ran; `post` includes post files.

    Safe to run repeatedly and concurrently: an advisory lock is held for the whole run. Raises `BrokenMigration`.
    """
    conn = await asyncpg.connect(admin_url, server_settings={"search_path": service})
    try:
        await _require_search_path(conn, service)
        # Polled: a session that waits in PostgreSQL has a snapshot, for whose end `concurrently` waits, and the two
        # would wait for each other.
        while not await conn.fetchval("select pg_try_advisory_lock($1)", _LOCK):  # noqa: ASYNC110 - another process has it
            await asyncio.sleep(0.1)
        await conn.execute(f'create schema if not exists "{service}"')
        await conn.execute(
            "create table if not exists migration"
            " (number int primary key, name text not null, checksum text not null, ran_at timestamptz not null default now())"
        )
        ran = [file for file in await list_new(conn, service) if post or not file.is_post]
        for file in ran:
            await _run(conn, file)
        return [file.name for file in ran]
    finally:
        await conn.close()


async def _require_search_path(conn: "asyncpg.Connection[asyncpg.Record]", service: Schema) -> None:
    """Raise `Refused` where a pooler has dropped `search_path`: the tables would go to another schema."""
    seen = await conn.fetchval("select current_setting('search_path')")
    if seen.strip('"') != service:
        raise Refused(
            f"tables of {service} would go to the schemas {seen}: a pooler in between drops `search_path`. "
            "Name the server itself in KALLELSE_DATABASE_URL, past the pooler; nothing was changed"
        )


async def list_new(conn: "asyncpg.Connection[asyncpg.Record]", service: Schema) -> list[File]:
    """List the files that have not run on an existing schema. Raises `BrokenMigration` if one that ran has changed."""
    rows = await conn.fetch(f'select number, checksum from "{service}".migration')
    done = {row["number"]: row["checksum"] for row in rows}
    new = []
    for file in files(service):
        if file.number not in done:
            new.append(file)
        elif done[file.number] != file.checksum:
            raise BrokenMigration(f"{file.name} was changed after it had run")
    return new


async def _run(conn: "asyncpg.Connection[asyncpg.Record]", file: File) -> None:
    """Run a file and record it: in one transaction, or, without a transaction, after all of it is done."""
    if file.is_concurrent:
        # Neither the build nor its waits block readers or writers.
        await conn.execute("set lock_timeout = 0; set statement_timeout = 0")
        for index, statement in file.indexes():
            if await conn.fetchval(IS_UNFINISHED, index):
                await conn.execute(f'drop index concurrently "{index}"')
            await conn.execute(statement)
        await _note(conn, file)
    else:
        async with conn.transaction():
            await conn.execute("set local lock_timeout = '4s'; set local statement_timeout = '5s'")
            await conn.execute(file.text)
            await _note(conn, file)


async def _note(conn: "asyncpg.Connection[asyncpg.Record]", file: File) -> None:
    await conn.execute(
        "insert into migration (number, name, checksum) values ($1, $2, $3)", file.number, file.name, file.checksum
    )  # fmt: skip
