"""Which mail or seat of ours a letter is about."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from shared.postgres import Conn

OF_DELIVERIES: Final = """
select id, organiser_id, person_id, cohort_id, session_id from delivery where id = any($1::uuid[])
"""

OF_SEATS: Final = """
select e.address, e.organiser_id, r.person_id, r.cohort_id, e.session_id
  from calendar_entry e
  left join snapshot r on r.kind = 'registration' and r.id = e.registration_id and r.organiser_id = e.organiser_id
 where e.address = any($1::text[])
"""

ORGANISERS: Final = "select id from snapshot where kind = 'organiser' order by id limit 2"


class AnsweredMail(msgspec.Struct, frozen=True, kw_only=True):
    """Whose mail it was, to whom, and about what."""

    organiser_id: UUID
    person_id: UUID | None = None
    cohort_id: UUID | None = None
    session_id: UUID | None = None


async def of_deliveries(conn: Conn, delivery_ids: Sequence[UUID]) -> dict[UUID, AnsweredMail]:
    """Return our mails by their ids."""
    rows = [dict(row) for row in await conn.fetch(OF_DELIVERIES, delivery_ids)]
    return {row.pop("id"): AnsweredMail(**row) for row in rows}


async def of_seats(conn: Conn, addresses: Sequence[str]) -> dict[str, AnsweredMail]:
    """Return seats by the ORGANIZER addresses of their entries."""
    rows = [dict(row) for row in await conn.fetch(OF_SEATS, addresses)]
    return {row.pop("address"): AnsweredMail(**row) for row in rows}


async def only_organiser(conn: Conn) -> UUID | None:
    """Return the organiser where there is one alone."""
    rows = await conn.fetch(ORGANISERS)
    return rows[0]["id"] if len(rows) == 1 else None
