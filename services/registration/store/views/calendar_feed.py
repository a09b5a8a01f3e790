"""The dates in a person's calendar subscription, over all cohorts."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from shared.events import CohortStatus, Mode, SessionStatus
from shared.postgres import Conn


class OwnDate(msgspec.Struct, frozen=True, kw_only=True):
    """A session with a day in which the person has a seat; `version` is the session's."""

    seat_id: UUID
    generation: int
    title: str
    on: date
    starts_at: datetime | None
    ends_at: datetime | None
    mode: Mode | None
    place: str | None
    status: SessionStatus
    has_join_url: bool
    version: int
    programme_title: str
    cohort_status: CohortStatus


LIST_OWN_DATES: Final = """
select seat.id as seat_id, seat.generation, s.title, s.on_date as on, s.starts_at, s.ends_at, s.mode, s.place, s.status,
       s.join_url is not null as has_join_url, s.version, p.title as programme_title, c.status as cohort_status
  from registration r
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
  join seat on seat.organiser_id = r.organiser_id and seat.registration_id = r.id and seat.status = 'confirmed'
  join session s on s.organiser_id = seat.organiser_id and s.id = seat.session_id
 where r.organiser_id = $1 and r.person_id = $2 and r.status <> 'withdrawn' and r.calendar = 'subscription'
   and s.on_date is not null
 order by s.on_date, s.starts_at nulls first, seat.id
"""


async def list_own_dates(conn: Conn, organiser_id: UUID, person_id: UUID) -> list[OwnDate]:
    """Return the dated sessions of the person's subscription, in time order.

    Registrations with calendar mails, or without calendar, are left out, so that no date appears twice.
    """
    return [
        msgspec.convert(dict(row), OwnDate)
        for row in await conn.fetch(LIST_OWN_DATES, organiser_id, person_id)
    ]
