"""The live registrations of two entries of one person, by cohort, with titles: what a merge would bring together."""

from typing import Final
from uuid import UUID

import msgspec

from shared.postgres import Conn

LIVE: Final = """
select r.cohort_id, r.person_id, r.id, p.title || ', ' || c.name as cohort
  from registration r
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where r.organiser_id = $1 and r.person_id = any($2::uuid[]) and r.status <> 'withdrawn'
 order by r.cohort_id, r.id
"""


class LiveRegistration(msgspec.Struct, frozen=True, kw_only=True):
    cohort_id: UUID
    person_id: UUID
    id: UUID
    cohort: str


async def list_live(conn: Conn, organiser_id: UUID, person_ids: tuple[UUID, UUID]) -> list[LiveRegistration]:
    """Return the registrations of both that are not withdrawn."""
    found = await conn.fetch(LIVE, organiser_id, list(person_ids))
    return [msgspec.convert(dict(row), LiveRegistration) for row in found]
