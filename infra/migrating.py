"""`kallelse migrate`: creates the roles of both services, then migrates both schemas."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import asyncpg

from shared import migrate
from shared.postgres import Schema

SERVICES: Final[Sequence[Schema]] = ("registration", "notify")


class MigrationResult(NamedTuple):
    """Names of the files that ran now, and of the post files that wait until the previous version is gone."""

    ran: list[str]
    left: list[str]


async def run(url: str, passwords: Mapping[str, str], *, post: bool) -> MigrationResult:
    """Create the roles if all their passwords are given, and migrate both schemas."""
    if all(passwords.values()):
        await migrate.create_roles(url, passwords)
    ran = [name for service in SERVICES for name in await migrate.migrate(url, service, post=post)]
    conn = await asyncpg.connect(url)
    try:
        left = [file.name for service in SERVICES for file in await migrate.list_new(conn, service)]
    finally:
        await conn.close()
    return MigrationResult(ran, left)
