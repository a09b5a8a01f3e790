"""Rows of `organiser`: the tenants."""

from typing import Final
from uuid import UUID

import asyncpg

from services.registration.domain.errors import InUse, NotFound
from shared.postgres import Conn

FIND: Final = "select id from organiser where slug = $1"

INSERT: Final = "insert into organiser (id, slug, name) values ($1, $2, $3)"


async def get_by_slug(conn: Conn, slug: str) -> UUID:
    """The tenant with this slug, or `NotFound`."""
    found: UUID | None = await conn.fetchval(FIND, slug)
    if found is None:
        raise NotFound("organiser")
    return found


async def insert(conn: Conn, organiser_id: UUID, *, slug: str, name: str) -> None:
    """Add a tenant; `InUse` if there is one with this slug."""
    try:
        await conn.execute(INSERT, organiser_id, slug, name)
    except asyncpg.UniqueViolationError as error:
        raise InUse("slug") from error
