"""What `kallelse doctor` wants of the database: new enough, migrated, and the two roles apart."""

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
    """What is wrong with the database, and how to mend it."""

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.mend = mend


async def look(conn: "asyncpg.Connection[asyncpg.Record]") -> str:
    """Say which version it is, or raise what is wrong."""
    version = await conn.fetchval("show server_version")
    if int(await conn.fetchval("show server_version_num")) < OLDEST:
        raise DatabaseFault(f"version {version} is too old", "PostgreSQL 15 or later is needed")
    left = [name for service in SERVICES for name in await _is_migrated(conn, service)]
    for service, other in (SERVICES, SERVICES[::-1]):
        await _is_apart(conn, service, other)
    state = f"up to date but for {', '.join(left)} (`kallelse migrate --post`)" if left else "up to date"
    return f"PostgreSQL {version}, both schemas {state}, both roles apart"


async def _is_migrated(conn: "asyncpg.Connection[asyncpg.Record]", service: Schema) -> list[str]:
    """Name the `_post_` files that have not run, or raise what else is missing."""
    mend = "type `kallelse migrate`, as a role that may create schemas"
    if not await conn.fetchval(HAS_TABLE, service):
        raise DatabaseFault(f"schema {service} is not there", mend)
    # A service's own role sees only its own schema; that the other one is there is all that it can say.
    if not await conn.fetchval(MAY_ENTER, service):
        return []
    try:
        new = await migrate.list_new(conn, service)
    except migrate.BrokenMigration as broken:
        raise DatabaseFault(
            str(broken), "install the version whose migrations have run, or a later one"
        ) from None
    # What waits for the previous version to be gone is not late.
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
