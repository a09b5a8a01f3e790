"""The database checks of `kallelse doctor`: version, migrations, and separation of the two roles."""

from collections.abc import Sequence
from typing import Final

import asyncpg

from shared import migrate
from shared.postgres import Schema

OLDEST: Final = 150000
SERVICES: Final[Sequence[Schema]] = ("registration", "notify")

HAS_TABLE: Final = """
select exists (
  select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
   where nspname = $1 and relname = 'migration'
)
"""
MAY_ENTER: Final = "select has_schema_privilege(current_user, $1, 'usage')"
ROLE_EXISTS: Final = "select exists (select from pg_roles where rolname = $1)"
ROLE_REACHES: Final = "select has_schema_privilege($1, $2, 'usage')"


class DatabaseFault(Exception):
    """A fault of the database, and how to mend it."""

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.mend = mend


async def look(conn: "asyncpg.Connection[asyncpg.Record]") -> str:
    """Return a description of the version; raises `DatabaseFault`."""
    version = await conn.fetchval("show server_version")
    if int(await conn.fetchval("show server_version_num")) < OLDEST:
        raise DatabaseFault(f"version {version} is too old", "PostgreSQL 15 or later is needed")
    left = [name for service in SERVICES for name in await _is_migrated(conn, service)]
    for service, other in (SERVICES, SERVICES[::-1]):
        await _is_apart(conn, service, other)
    state = f"up to date but for {', '.join(left)} (`kallelse migrate --post`)" if left else "up to date"
    return f"PostgreSQL {version}, both schemas {state}, both roles apart"


async def _is_migrated(conn: "asyncpg.Connection[asyncpg.Record]", service: Schema) -> list[str]:
    """Return the names of pending `_post_` files; raises `DatabaseFault` if another migration is missing."""
    mend = "type `kallelse migrate`, as a role that may create schemas"
    if not await conn.fetchval(HAS_TABLE, service):
        raise DatabaseFault(f"schema {service} is not there", mend)
    # A service's role sees only its own schema; of the other it can only check that it exists.
    if not await conn.fetchval(MAY_ENTER, service):
        return []
    try:
        new = await migrate.list_new(conn, service)
    except migrate.BrokenMigration as broken:
        raise DatabaseFault(
            str(broken), "install the version whose migrations have run, or a later one"
        ) from None
    # Post files wait until the previous version is gone, so they are no fault.
    if late := [file.name for file in new if not file.is_post]:
        raise DatabaseFault(f"schema {service} lacks {', '.join(late)}", mend)
    return [file.name for file in new]


async def _is_apart(conn: "asyncpg.Connection[asyncpg.Record]", service: str, other: str) -> None:
    role = f"kallelse_{service}"
    if not await conn.fetchval(ROLE_EXISTS, role):
        raise DatabaseFault(
            f"role {role} is not there", f"create role {role} login password '…'; then `kallelse migrate`"
        )
    if await conn.fetchval(ROLE_REACHES, role, other):
        raise DatabaseFault(
            f"role {role} reaches schema {other}", f"revoke all on schema {other} from {role}, public"
        )
