"""Organisations by the name that somebody types."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from shared import swedish
from shared.postgres import Conn

# Of several with one name, the one that is part of no other.
FIND: Final = """
select id from organisation
 where organiser_id = $1 and name_search = $2
 order by parent_id is not null, id limit 1
"""

NAMES: Final = "select id, name from organisation where organiser_id = $1 and id = any($2::uuid[])"


async def find(conn: Conn, organiser_id: UUID, name: str) -> UUID | None:
    """Return the organisation with this name; case and accents do not matter."""
    found: UUID | None = await conn.fetchval(FIND, organiser_id, swedish.search_key(name))
    return found


async def names(conn: Conn, organiser_id: UUID, ids: Sequence[UUID | None]) -> dict[UUID | None, str]:
    """Return the names of these organisations; none of those that are None."""
    rows = await conn.fetch(NAMES, organiser_id, [one for one in ids if one is not None])
    return {row["id"]: row["name"] for row in rows}
