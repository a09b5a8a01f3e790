"""Rows of `webhook`: the addresses that are told."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.errors import InUse, NotFound
from services.registration.domain.webhooks.webhook import Webhook
from services.registration.store.access.generations import next_generation
from services.registration.store.rows import get_row, insert_once
from shared.postgres import Conn

_shown: Final = """
select organiser_id, id, name, url, kinds, status, generation, key_number, previous_generation, previous_key_number,
       previous_until, failing_since, created_at, version
  from webhook
"""

LIST: Final = f"{_shown} where organiser_id = $1 and id > $2 order by id limit $3"

FIND: Final = f"{_shown} where organiser_id = $1 and id = $2"

LOCK: Final = f"{FIND} for no key update"

LOCK_ORGANISER: Final = "select count(*) from (select from organiser where id = $1 for no key update) as o"

COUNT: Final = "select count(*) from webhook where organiser_id = $1"

INSERT: Final = """
insert into webhook (organiser_id, id, name, url, kinds, status, key_number, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

UPDATE: Final = """
update webhook set name = $3, url = $4, kinds = $5, status = $6, failing_since = $7, version = version + 1
 where organiser_id = $1 and id = $2
"""

ROTATE: Final = f"""
update webhook
   set generation = {next_generation}, previous_generation = generation, previous_key_number = key_number, key_number = $3, previous_until = $4,
       version = version + 1
 where organiser_id = $1 and id = $2
"""

DELETE: Final = "delete from webhook where organiser_id = $1 and id = $2 returning id"

NOTE: Final = """
update webhook set failing_since = $3, status = $4, version = version + (status <> $4)::int
 where organiser_id = $1 and id = $2
"""


async def list_after(conn: Conn, organiser_id: UUID, *, after: UUID, limit: int) -> list[Webhook]:
    """Return a page of webhooks by id."""
    return _all(await conn.fetch(LIST, organiser_id, after, limit))


async def get(conn: Conn, organiser_id: UUID, webhook_id: UUID) -> Webhook:
    """Return a webhook; raises `NotFound`."""
    return _one(await get_row(conn, "webhook", FIND, organiser_id, webhook_id))


async def lock(conn: Conn, organiser_id: UUID, webhook_id: UUID) -> Webhook:
    """Lock and return a webhook; raises `NotFound`."""
    return _one(await get_row(conn, "webhook", LOCK, organiser_id, webhook_id))


async def count_locked(conn: Conn, organiser_id: UUID) -> int:
    """How many there are; two that are added at once are counted one after the other."""
    await conn.execute(LOCK_ORGANISER, organiser_id)
    found: int = await conn.fetchval(COUNT, organiser_id)
    return found


async def insert(conn: Conn, it: Webhook) -> None:
    """Add a webhook. Raises `InUse` where another has its name, and `AlreadyMade`."""
    values = (
        it.organiser_id,
        it.id,
        it.name,
        it.url,
        list(it.kinds),
        it.status,
        it.key_number,
        it.created_at,
    )
    try:
        await insert_once(conn, INSERT, *values)
    except asyncpg.UniqueViolationError as error:
        raise InUse("name") from error


async def update(conn: Conn, it: Webhook) -> None:
    """Store a changed webhook; raises `InUse` where another has its name."""
    values = (it.organiser_id, it.id, it.name, it.url, list(it.kinds), it.status, it.failing_since)
    try:
        await conn.execute(UPDATE, *values)
    except asyncpg.UniqueViolationError as error:
        raise InUse("name") from error


async def rotate(
    conn: Conn, organiser_id: UUID, webhook_id: UUID, *, key_number: int, previous_until: datetime
) -> None:
    """Let a secret be derived that never was one, also before a restore; the one before signs too until then."""
    await conn.execute(ROTATE, organiser_id, webhook_id, key_number, previous_until)


async def delete(conn: Conn, organiser_id: UUID, webhook_id: UUID) -> None:
    """Delete a webhook with its messages; raises `NotFound`."""
    if await conn.fetchval(DELETE, organiser_id, webhook_id) is None:
        raise NotFound("webhook")


async def note(conn: Conn, it: Webhook) -> None:
    """Store since when it fails, and whether it is off."""
    await conn.execute(NOTE, it.organiser_id, it.id, it.failing_since, it.status)


def _all(rows: Collection[asyncpg.Record]) -> list[Webhook]:
    return [_one(row) for row in rows]


def _one(row: asyncpg.Record) -> Webhook:
    return msgspec.convert(dict(row), Webhook)
