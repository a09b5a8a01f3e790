"""Registrations that count only when somebody confirms them by the mailed link; until then their seats are held."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from shared.postgres import Conn

# A seat whose time has run out is not the person's any more: it is passed on.
CONFIRM: Final = """
with sure as (
  update registration set confirm_until = null, confirm_with_id = null
   where organiser_id = $1 and id = any($2::uuid[]) and confirm_until is not null and status <> 'withdrawn'
  returning id
), seated as (
  update seat s set status = 'confirmed', since = $3, offered_until = null
    from sure
   where s.registration_id = sure.id and s.status = 'waiting' and s.offered_until > $3
)
select id from sure order by id
"""

JOIN: Final = "update registration set confirm_with_id = $3 where organiser_id = $1 and id = any($2::uuid[])"

TOGETHER: Final = """
select id from registration
 where organiser_id = $1 and (id = $2 or cohort_id = $3 and confirm_with_id = $2)
   and confirm_until > $4 and status <> 'withdrawn'
 order by id
"""

LIST_LATE: Final = """
select organiser_id, id from registration
 where confirm_until <= $1 and status <> 'withdrawn'
 order by confirm_until limit $2
"""

LIST_NAMES: Final = """
select p.name
  from registration r
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 where r.organiser_id = $1 and r.cohort_id = $2 and r.confirm_with_id = $3 and r.confirm_until > $4
   and r.status <> 'withdrawn' and not p.protected_identity
 order by r.id
"""


async def confirm(
    conn: Conn, organiser_id: UUID, registration_ids: Collection[UUID], *, now: datetime
) -> list[UUID]:
    """Let these registrations count: held seats are theirs. Return those that did not before, which the caller settles."""
    if not registration_ids:
        return []
    rows = await conn.fetch(CONFIRM, organiser_id, list(registration_ids), now)
    return [row["id"] for row in rows]


async def join(conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]) -> None:
    """Let the link of the first of these new registrations confirm the others too, so that one mail is sent."""
    if len(registration_ids) > 1:
        await conn.execute(JOIN, organiser_id, registration_ids[1:], registration_ids[0])


async def together(
    conn: Conn, organiser_id: UUID, registration_id: UUID, *, cohort_id: UUID, now: datetime
) -> list[UUID]:
    """Return the registrations that the link of this one confirms, itself among them, while there is time."""
    rows = await conn.fetch(TOGETHER, organiser_id, registration_id, cohort_id, now)
    return [row["id"] for row in rows]


async def list_names(
    conn: Conn, organiser_id: UUID, registration_id: UUID, *, cohort_id: UUID, now: datetime
) -> list[str]:
    """Return whom the link of this registration confirms besides the person; nobody whose identity is protected."""
    rows = await conn.fetch(LIST_NAMES, organiser_id, cohort_id, registration_id, now)
    return [row["name"] for row in rows]


async def list_late(conn: Conn, *, now: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Return organiser and id of at most `most` registrations that nobody has confirmed in time."""
    return [(row["organiser_id"], row["id"]) for row in await conn.fetch(LIST_LATE, now, most)]
