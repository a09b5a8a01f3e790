"""Tells notify who was there, where a cohort mails those who were: otherwise it need not know."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.registration.store.outgoing import events
from shared.postgres import Conn

NOTED: Final = """
update registration set version = version + 1
 where organiser_id = $1
   and id in (select r.id
                from seat k
                join registration r on r.organiser_id = k.organiser_id and r.id = k.registration_id
                join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id and c.reminders @> '[{"to": "present"}]'::jsonb
               where k.organiser_id = $1 and k.session_id = $2 and ($3::uuid[] is null or r.person_id = any($3))
                 and ($4::uuid is null or k.id = $4)
               order by r.id
                 for no key update of r)
returning id
"""

OF_COHORT: Final = """
update registration set version = version + 1
 where organiser_id = $1
   and id in (select r.id
                from registration r
               where r.organiser_id = $1 and r.cohort_id = $2
                 and exists (select from seat k where k.organiser_id = r.organiser_id and k.registration_id = r.id
                                                  and k.attendance = 'present')
               order by r.id
                 for no key update of r)
returning id
"""


async def tell_noted(
    conn: Conn,
    organiser_id: UUID,
    session_id: UUID,
    *,
    person_ids: Sequence[UUID] | None = None,
    seat_id: UUID | None = None,
) -> None:
    """Tell of people whose attendance at a session has been noted: these people, or the holder of a seat."""
    rows = await conn.fetch(NOTED, organiser_id, session_id, person_ids, seat_id)
    await events.tell_registrations(conn, organiser_id, [row["id"] for row in rows])


async def tell_cohort(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> None:
    """Tell of everybody who has been at a session of the cohort."""
    rows = await conn.fetch(OF_COHORT, organiser_id, cohort_id)
    await events.tell_registrations(conn, organiser_id, [row["id"] for row in rows])
