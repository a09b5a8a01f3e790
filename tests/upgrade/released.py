"""The kept states of releases, oldest first, and how one is put into an empty database."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg

from tests.support.servers import Database

FOLDER = Path(__file__).parent
RELEASES = sorted(
    (path.name.removesuffix(".sql.gz") for path in FOLDER.glob("*.sql.gz") if "statements" not in path.name),
    key=lambda name: [int(part) for part in name.split(".")],
)
# The dump leaves it out, since it names the role that migrates: tables that come later are the services', too.
OWNED = """
alter default privileges in schema {0} grant select, insert, update, delete on tables to kallelse_{0}
"""


def _read(name: str) -> str:
    return gzip.decompress((FOLDER / f"{name}.gz").read_bytes()).decode()


def recorded(release: str) -> dict[str, Any]:
    """The record of the installation, made by `make.record` together with the dump."""
    return json.loads(_read(f"{release}.json"))


def statements(release: str) -> Iterator[tuple[str, str, str]]:
    """Schema, name and text of each statement of a release's code."""
    for part in re.split(r"^-- (?=\w+: )", _read(f"{release}.statements.sql"), flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        schema, _, name = title.partition(": ")
        yield schema, name, text.strip()


async def restore(database: Database, release: str) -> None:
    """Put the state into a database that has the roles, and no schema."""
    conn = await asyncpg.connect(database.admin_url)
    try:
        await conn.execute(_read(f"{release}.sql"))
        for schema in ("registration", "notify"):
            await conn.execute(OWNED.format(schema))
    finally:
        await conn.close()
