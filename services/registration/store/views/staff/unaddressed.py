"""People of a cohort whom no mail can reach: they have no address."""

from typing import Final
from uuid import UUID

import msgspec

from shared.postgres import Conn

LIST: Final = """
select p.id, p.name, p.protected_identity
  from person p
 where p.organiser_id = $1 and p.email is null and ($3::boolean or not p.protected_identity)
   and p.id = any(array(select i.person_id from invitation i where i.organiser_id = $1 and i.cohort_id = $2
                        union
                        select r.person_id from registration r
                         where r.organiser_id = $1 and r.cohort_id = $2 and r.status <> 'withdrawn'))
 order by p.name_sort, p.id limit $4
"""

NAMES: Final = "select id, name from person where organiser_id = $1 and id = any($2::uuid[])"


class Unaddressed(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    protected_identity: bool


async def list_of(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, *, sees_protected: bool, limit: int
) -> list[Unaddressed]:
    """Return who is invited or registered and has no address, by name."""
    rows = await conn.fetch(LIST, organiser_id, cohort_id, sees_protected, limit)
    return [Unaddressed(**row) for row in rows]


async def names(conn: Conn, organiser_id: UUID, person_ids: list[UUID]) -> dict[UUID, str]:
    """Return the names of some people."""
    return {row["id"]: row["name"] for row in await conn.fetch(NAMES, organiser_id, person_ids)}
