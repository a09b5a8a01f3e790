"""How people are reached, for the files that lists are taken out as."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from shared.postgres import Conn

FIND: Final = """
select id, email, phone from person
 where organiser_id = $1 and id = any($2::uuid[]) and not protected_identity
"""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Address and telephone number of one person."""

    email: str | None = None
    phone: str | None = None


async def find(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> dict[UUID, Reach]:
    """Return how each is reached; people with a protected identity are missing."""
    rows = await conn.fetch(FIND, organiser_id, person_ids)
    return {row["id"]: Reach(email=row["email"], phone=row["phone"]) for row in rows}
