"""Runs a service's numbered SQL files, once each, one runner at a time (style 2.6)."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import asyncpg

from shared.postgres import Schema

_LOCK: Final = 0x6B616C6C  # "kall": the key space of migrations among advisory locks
_FOLDER: Final = Path(__file__).parent.parent / "services"
_NAME: Final = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


class BrokenMigration(Exception):
    """A file that has already run was changed, or the numbers have a gap."""


class File(NamedTuple):
    """A numbered file, and what it says."""

    number: int
    name: str
    text: str
    checksum: str


def files(service: Schema) -> Iterator[File]:
    """List a service's files, in order."""
    for number, path in enumerate(sorted((_FOLDER / service / "migrations").glob("*.sql")), start=1):
        text = path.read_text(encoding="utf-8")
        match = _NAME.fullmatch(path.name)
        if not match or int(match[1]) != number:
            raise BrokenMigration(f"{path.name} should be number {number:04}")
        yield File(number, path.name, text, hashlib.sha256(text.encode()).hexdigest())


async def create_roles(admin_url: str, passwords: Mapping[str, str]) -> None:
    """Make the services' own roles, or give them these passwords again."""
    conn = await asyncpg.connect(admin_url)
    try:
        async with conn.transaction():
            await conn.execute("select pg_advisory_xact_lock($1)", _LOCK)
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
    """Bring one schema up to date and name the files that ran; `post` runs those that need the old code gone.

    Safe to run twice and at once: an advisory lock is held for the whole run.
    """
    conn = await asyncpg.connect(admin_url, server_settings={"search_path": service})
    try:
        await conn.execute("select pg_advisory_lock($1)", _LOCK)
        await conn.execute(f'create schema if not exists "{service}"')
        await conn.execute(
            "create table if not exists migration"
            " (number int primary key, name text not null, checksum text not null, ran_at timestamptz not null default now())"
        )
        return await _run_new(conn, service, post=post)
    finally:
        await conn.close()


async def _run_new(conn: "asyncpg.Connection[asyncpg.Record]", service: Schema, *, post: bool) -> list[str]:
    done = {
        row["number"]: row["checksum"] for row in await conn.fetch("select number, checksum from migration")
    }
    ran = []
    for file in files(service):
        if file.number in done:
            if done[file.number] != file.checksum:
                raise BrokenMigration(f"{file.name} was changed after it had run")
            continue
        if "_post_" in file.name and not post:
            break
        await _run(conn, file.text)
        await conn.execute(
            "insert into migration (number, name, checksum) values ($1, $2, $3)",
            file.number,
            file.name,
            file.checksum,
        )
        ran.append(file.name)
    return ran


async def _run(conn: "asyncpg.Connection[asyncpg.Record]", text: str) -> None:
    if text.startswith("-- migrate: no transaction"):
        await conn.execute(text)
        return
    async with conn.transaction():
        await conn.execute("set local lock_timeout = '4s'; set local statement_timeout = '5s'")
        await conn.execute(text)
