"""The database checks of `kallelse doctor`: version, migrations, roles, and what each service does there."""

import time
from collections.abc import Sequence
from typing import Final

import asyncpg

from shared import migrate
from shared.postgres import Schema
from shared.refused import Fault
from shared.service import fitness

OLDEST: Final = 150000
PATIENCE_SECONDS: Final = 5.0
# The services' leases use the database's clock alone; what people see as open or past uses the machine's.
MOST_SECONDS_APART: Final = 5.0
SERVICES: Final[Sequence[Schema]] = ("registration", "notify")

HAS_TABLE: Final = """
select exists (
  select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
   where nspname = $1 and relname = 'migration'
)
"""
MAY_ENTER: Final = "select has_schema_privilege(current_user, $1, 'usage')"
MAY_ENTER_IF_THERE: Final = """
select has_schema_privilege(current_user, oid, 'usage') from pg_namespace where nspname = $1
"""
CLOCK: Final = "select extract(epoch from clock_timestamp())::float8"
ROLE_EXISTS: Final = "select exists (select from pg_roles where rolname = $1)"
ROLE_REACHES: Final = "select has_schema_privilege($1, $2, 'usage')"


async def look(url: str) -> str:
    """Return a description of version and migrations, as this URL's role sees them; raises `Fault`."""
    try:
        conn = await asyncpg.connect(url, timeout=PATIENCE_SECONDS)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Fault(_reason(error), "is PostgreSQL running, and are host, name and password right?") from None
    try:
        return await _look(conn)
    finally:
        await conn.close()


async def look_as(url: str, service: Schema, listen_url: str) -> str:
    """Do what a service does, and return what that was; raises `Fault`."""
    try:
        conn = await asyncpg.connect(url, timeout=PATIENCE_SECONDS)
        try:
            if await conn.fetchval(MAY_ENTER_IF_THERE, service) is False:
                return f"left out: this role does not enter schema {service}"
            seconds = await _clock_difference(conn)
        finally:
            await conn.close()
        await fitness.look(url, service, listen_url)
    except Fault:
        raise
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Fault(_reason(error), "see the database's log") from None
    if abs(seconds) > MOST_SECONDS_APART:
        raise Fault(
            f"this machine's clock is {abs(seconds):.0f} seconds {'ahead of' if seconds < 0 else 'behind'} the database's",
            "keep both by NTP: what is open, due and too late depends on them",
        )
    return f"writes, prepared statements and LISTEN work; the clocks differ by {abs(seconds):.1f} s"


async def _clock_difference(conn: "asyncpg.Connection[asyncpg.Record]") -> float:
    """Seconds by which the database's clock is ahead of this machine's."""
    before = time.time()
    there = float(await conn.fetchval(CLOCK))
    return there - (before + time.time()) / 2


async def _look(conn: "asyncpg.Connection[asyncpg.Record]") -> str:
    version = await conn.fetchval("show server_version")
    if int(await conn.fetchval("show server_version_num")) < OLDEST:
        raise Fault(f"version {version} is too old", "PostgreSQL 15 or later is needed")
    left = [name for service in SERVICES for name in await _is_migrated(conn, service)]
    for service, other in (SERVICES, SERVICES[::-1]):
        await _is_apart(conn, service, other)
    state = f"up to date but for {', '.join(left)} (`kallelse migrate --post`)" if left else "up to date"
    return f"PostgreSQL {version}, both schemas {state}, both roles apart"


async def _is_migrated(conn: "asyncpg.Connection[asyncpg.Record]", service: Schema) -> list[str]:
    """Return the names of pending `_post_` files; raises `Fault` if another migration is missing."""
    mend = "type `kallelse migrate`, as a role that may create schemas"
    if not await conn.fetchval(HAS_TABLE, service):
        raise Fault(f"schema {service} is not there", mend)
    # A service's role sees only its own schema; of the other it can only check that it exists.
    if not await conn.fetchval(MAY_ENTER, service):
        return []
    try:
        new = await migrate.list_new(conn, service)
    except migrate.BrokenMigration as broken:
        raise Fault(str(broken), "install the version whose migrations have run, or a later one") from None
    # Post files wait until the previous version is gone, so they are no fault.
    if late := [file.name for file in new if not file.is_post]:
        raise Fault(f"schema {service} lacks {', '.join(late)}", mend)
    return [file.name for file in new]


async def _is_apart(conn: "asyncpg.Connection[asyncpg.Record]", service: str, other: str) -> None:
    role = f"kallelse_{service}"
    if not await conn.fetchval(ROLE_EXISTS, role):
        raise Fault(
            f"role {role} is not there", f"create role {role} login password '…'; then `kallelse migrate`"
        )
    if await conn.fetchval(ROLE_REACHES, role, other):
        raise Fault(
            f"role {role} reaches schema {other}", f"revoke all on schema {other} from {role}, public"
        )


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
