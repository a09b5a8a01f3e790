"""What `kallelse doctor` wants of the database: new enough, migrated, and the two roles apart."""

from pathlib import Path
from typing import Final

import asyncpg

OLDEST: Final = 150000
SERVICES: Final = ("registration", "notify")
CODE: Final = Path(__file__).parent.parent / "services"

HAS_TABLE: Final = """
select exists (
  select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
   where nspname = $1 and relname = 'migration'
)
"""
MAY_ENTER: Final = "select has_schema_privilege(current_user, $1, 'usage')"
ROLE_EXISTS: Final = "select exists (select from pg_roles where rolname = $1)"
ROLE_REACHES: Final = "select has_schema_privilege($1, $2, 'usage')"


class Unwell(Exception):
    """What is wrong with the database, and how to mend it."""

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.mend = mend


async def look(conn: "asyncpg.Connection[asyncpg.Record]") -> str:
    """Say which version it is, or raise what is wrong."""
    version = await conn.fetchval("show server_version")
    if int(await conn.fetchval("show server_version_num")) < OLDEST:
        raise Unwell(f"version {version} is too old", "PostgreSQL 15 or later is needed")
    for service in SERVICES:
        await _is_migrated(conn, service)
    for service, other in (SERVICES, SERVICES[::-1]):
        await _is_apart(conn, service, other)
    return f"PostgreSQL {version}, both schemas up to date, both roles apart"


async def _is_migrated(conn: "asyncpg.Connection[asyncpg.Record]", service: str) -> None:
    mend = "type `kallelse migrate`, as a role that may create schemas"
    if not await conn.fetchval(HAS_TABLE, service):
        raise Unwell(f"schema {service} is not there", mend)
    # A service's own role sees only its own schema; that the other one is there is all that it can say.
    if not await conn.fetchval(MAY_ENTER, service):
        return
    ran = {row["name"] for row in await conn.fetch(f'select name from "{service}".migration')}
    missing = [
        path.name for path in sorted((CODE / service / "migrations").glob("*.sql")) if path.name not in ran
    ]
    # What waits for the old code to be gone is not late.
    if late := [name for name in missing if "_post_" not in name]:
        raise Unwell(f"schema {service} lacks {', '.join(late)}", mend)


async def _is_apart(conn: "asyncpg.Connection[asyncpg.Record]", service: str, other: str) -> None:
    role = f"kallelse_{service}"
    if not await conn.fetchval(ROLE_EXISTS, role):
        raise Unwell(
            f"role {role} is not there", f"create role {role} login password '…'; then `kallelse migrate`"
        )
    if await conn.fetchval(ROLE_REACHES, role, other):
        raise Unwell(
            f"role {role} reaches schema {other}", f"revoke all on schema {other} from {role}, public"
        )
