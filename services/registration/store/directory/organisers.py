"""Rows of `organiser`: the tenants, and of `organiser_logo`."""

from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.errors import InUse, NotFound
from services.registration.domain.picture import MEDIA_TYPE, Picture
from services.registration.domain.tenant import Organiser
from shared.postgres import Conn
from shared.send_hours import SendHours

FIND: Final = "select id from organiser where slug = $1"

INSERT: Final = "insert into organiser (id, slug, name) values ($1, $2, $3)"

GET: Final = """
select id, slug, name, short_name, accent, logo_hash, logo_width, logo_height, send_hours, sending_paused_at, sender_name,
       sender_address, version
  from organiser
 where id = $1
"""

LOCK: Final = f"{GET.strip()} for no key update"

UPDATE: Final = """
update organiser
   set name = $2, short_name = $3, accent = $4, send_hours = $5, sending_paused_at = $6,
       sender_name = $7, sender_address = $8, version = version + 1
 where id = $1
"""

SET_LOGO: Final = """
with kept as (
  insert into organiser_logo (organiser_id, media_type, picture) values ($1, $2, $3)
  on conflict (organiser_id) do update set media_type = excluded.media_type, picture = excluded.picture
)
update organiser set logo_hash = $4, logo_width = $5, logo_height = $6, version = version + 1 where id = $1
"""

REMOVE_LOGO: Final = """
with gone as (delete from organiser_logo where organiser_id = $1)
update organiser set logo_hash = null, logo_width = null, logo_height = null, version = version + 1 where id = $1
"""

FIND_LOGO: Final = """
select o.logo_hash, l.media_type, l.picture
  from organiser o
  join organiser_logo l on l.organiser_id = o.id
 where o.slug = $1
"""


async def get_by_slug(conn: Conn, slug: str) -> UUID:
    """Return the id of the tenant with this slug; raises `NotFound`."""
    found: UUID | None = await conn.fetchval(FIND, slug)
    if found is None:
        raise NotFound("organiser")
    return found


async def insert(conn: Conn, organiser_id: UUID, *, slug: str, name: str) -> None:
    """Add a tenant; raises `InUse` if the slug is taken."""
    try:
        await conn.execute(INSERT, organiser_id, slug, name)
    except asyncpg.UniqueViolationError as error:
        raise InUse("slug") from error


async def get(conn: Conn, organiser_id: UUID) -> Organiser:
    """Return the tenant; raises `NotFound`."""
    return _tenant(await conn.fetchrow(GET, organiser_id))


async def lock(conn: Conn, organiser_id: UUID) -> Organiser:
    """Lock and return the tenant; transactions that only refer to it do not wait."""
    return _tenant(await conn.fetchrow(LOCK, organiser_id))


async def update(conn: Conn, tenant: Organiser) -> None:
    """Store a changed name, short name, accent, and when its mail leaves; raise the version."""
    await conn.execute(
        UPDATE,
        tenant.id,
        tenant.name,
        tenant.short_name,
        tenant.accent,
        None if tenant.send_hours is None else msgspec.to_builtins(tenant.send_hours),
        tenant.sending_paused_at,
        tenant.sender_name,
        tenant.sender_address,
    )


async def set_logo(conn: Conn, organiser_id: UUID, picture: Picture, *, logo_hash: str) -> None:
    await conn.execute(
        SET_LOGO, organiser_id, MEDIA_TYPE, picture.data, logo_hash, picture.width, picture.height
    )


async def remove_logo(conn: Conn, organiser_id: UUID) -> None:
    await conn.execute(REMOVE_LOGO, organiser_id)


async def find_logo(conn: Conn, slug: str) -> tuple[str, str, bytes] | None:
    """Return the hash, the media type and the bytes of a tenant's logo, or None."""
    row = await conn.fetchrow(FIND_LOGO, slug)
    return None if row is None else (row["logo_hash"], row["media_type"], row["picture"])


def _tenant(row: asyncpg.Record | None) -> Organiser:
    if row is None:
        raise NotFound("organiser")
    return Organiser(**{**row, "send_hours": msgspec.convert(row["send_hours"], SendHours | None)})
