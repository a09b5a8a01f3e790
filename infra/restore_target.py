"""Inspects the database that a restore is to replace, and refuses where it must not."""

import asyncio
from typing import Final

import asyncpg
import msgspec

from infra.backup import SERVICES
from services.notify.store import on_hold, restore_hooks
from services.registration.store import restore_hooks as registration_hooks
from shared import postgres
from shared.refused import Refused

# Every installation has a tenant and staff, also an empty one; they do not count as data.
HOLDS_DATA: Final = """
select exists (select from registration.person) or exists (select from registration.organisation)
    or exists (select from registration.programme) or exists (select from notify.delivery)
    or (select count(*) > 1 from registration.organiser)
"""

CONNECTED: Final = """
select application_name, count(*) as count
  from pg_stat_activity
 where datname = current_database() and application_name ~ '^kallelse[-_]' and pid <> pg_backend_pid()
 group by application_name
 order by application_name
"""

MISSING_ROLES: Final = """
select name from unnest(array['kallelse_registration', 'kallelse_notify']) as r (name)
 where not exists (select from pg_roles where rolname = r.name)
"""


SLUG: Final = "select slug from registration.organiser order by created_at, id limit 1"


class NoRoles(Refused):
    """The services' roles do not exist."""


class HoldsData(Refused):
    """The database holds data that a restore would replace."""


class TargetInUse(Refused):
    """Services are connected; the message says which."""


class RestoreTarget(msgspec.Struct, frozen=True, kw_only=True):
    """State of the database to be replaced. `server`: major version; `epoch`: 0 without schemas.

    `connected`: number of connections by application name.
    """

    server: int
    epoch: int
    holds_data: bool
    connected: dict[str, int]


def inspect(url: str) -> RestoreTarget:
    """Inspect the database. Raises `NoRoles`."""
    return asyncio.run(_inspect(url))


def check(target: RestoreTarget, *, replace: bool) -> None:
    """Raise `HoldsData` if there is data and `replace` is false."""
    if target.holds_data and not replace:
        raise HoldsData(
            "there are people and programmes in this installation: with --replace the backup takes their place, and "
            "what is there now is gone; take a backup of it first. Nothing was changed"
        )


def refuse_while_connected(target: RestoreTarget) -> None:
    """Raise `TargetInUse` if services are connected: they cache what they have read."""
    if target.connected:
        named = ", ".join(f"{name} ({count})" for name, count in target.connected.items())
        raise TargetInUse(
            f"still connected to this database: {named}. Stop registration and notify, every replica, then type the "
            "same again; nothing was changed"
        )


def wait_until_nobody_is_connected(url: str, *, seconds: float) -> None:
    """Wait until the paused services have disconnected. Raises `TargetInUse` after `seconds`."""

    async def wait() -> None:
        async with asyncio.timeout(seconds):
            # The services are other processes, so there is no event to wait for.
            while (await _inspect(url)).connected:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    try:
        asyncio.run(wait())
    except TimeoutError:
        refuse_while_connected(inspect(url))


def count_on_hold(url: str) -> int:
    """Return the number of mails that are on hold."""

    async def count() -> int:
        conn = await postgres.connect(url, "notify")
        try:
            return int(await conn.fetchval(on_hold.COUNT))
        finally:
            await conn.close()

    return asyncio.run(count())


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What is valid as the backup has it: API tokens, people of staff, calendar addresses of staff, webhooks."""

    tokens: int
    staff: int
    calendars: int
    webhooks: int

    @property
    def is_any(self) -> bool:
        return bool(self.tokens or self.staff or self.webhooks)


def count_access(url: str) -> Access:
    """Return what is valid again, also if it was ended after the backup."""

    async def count() -> Access:
        conn = await postgres.connect(url, "registration")
        try:
            row = await conn.fetchrow(registration_hooks.COUNT_ACCESS)
            return msgspec.convert(dict(row or {}), Access)
        finally:
            await conn.close()

    return asyncio.run(count())


def hold_repeated_mails(url: str) -> None:
    """Put the mails that follow from repeated erasures on hold, like those from before the crash."""

    async def hold() -> None:
        conn = await postgres.connect(url, "notify")
        try:
            await conn.execute(restore_hooks.HOLD_WHAT_IS_REPEATED)
        finally:
            await conn.close()

    asyncio.run(hold())


def first_slug(url: str) -> str | None:
    """Return the slug of the oldest tenant."""

    async def ask() -> str | None:
        conn = await asyncpg.connect(url)
        try:
            found: str | None = await conn.fetchval(SLUG)
            return found
        finally:
            await conn.close()

    return asyncio.run(ask())


def analyse(url: str) -> None:
    """Update the planner's statistics; queries on the new tables would be slow without them."""
    asyncio.run(_analyse(url))


async def _inspect(url: str) -> RestoreTarget:
    # Raises `WrongSchema` where a pooler drops `search_path`, before anything is changed.
    conn = await postgres.connect(url, "notify")
    try:
        if missing := [row["name"] for row in await conn.fetch(MISSING_ROLES)]:
            raise NoRoles(
                f"role {missing[0]} is not there: create role {missing[0]} login password '…'; nothing was changed"
            )
        is_there = [
            await conn.fetchval("select to_regclass($1) is not null", f"{service}.epoch")
            for service in SERVICES
        ]
        epochs = [
            await conn.fetchval(f"select value from {service}.epoch")
            for service, exists in zip(SERVICES, is_there, strict=True)
            if exists
        ]
        return RestoreTarget(
            server=int(await conn.fetchval("show server_version_num")) // 10000,
            epoch=max(epochs, default=0),
            holds_data=all(is_there) and await conn.fetchval(HOLDS_DATA),
            connected={row["application_name"]: row["count"] for row in await conn.fetch(CONNECTED)},
        )
    finally:
        await conn.close()


async def _analyse(url: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        for service in SERVICES:
            for row in await conn.fetch("select tablename from pg_tables where schemaname = $1", service):
                await conn.execute(f'analyze "{service}"."{row["tablename"]}"')
    finally:
        await conn.close()
