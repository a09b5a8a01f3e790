"""Everything about one person, as their page for staff shows it."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.attendance import Attendance
from shared.events import InvitationStatus, SeatStatus
from shared.postgres import Conn

INVITATIONS: Final = """
select i.id, i.cohort_id, p.title as programme, c.name as cohort, i.status, i.invited_at, i.answered_at, i.message
  from invitation i
  join cohort c on c.organiser_id = i.organiser_id and c.id = i.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where i.organiser_id = $1 and i.person_id = $2
 order by i.id desc
"""

SEATS: Final = """
select t.* from (
  select distinct on (r.id, g.session_id) r.id as registration_id, r.cohort_id, p.title as programme, c.name as cohort,
         s.id as session_id, s.title as session, s.on_date as on_day, s.status = 'cancelled' as is_cancelled, g.status, g.attendance
    from registration r
    join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
    join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
    join seat g on g.organiser_id = r.organiser_id and g.registration_id = r.id
    join session s on s.organiser_id = g.organiser_id and s.id = g.session_id
   where r.organiser_id = $1 and r.person_id = $2
   order by r.id, g.session_id, g.status = 'withdrawn', g.since desc) t
 order by t.on_day desc nulls last, t.session_id
"""

# Sensitive answers are for the person alone.
ANSWERS: Final = """
select q.label as question, r.answers -> q.id::text as answer, c.name as cohort
  from registration r
  join question q on q.organiser_id = r.organiser_id and q.cohort_id = r.cohort_id and not q.sensitive
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
 where r.organiser_id = $1 and r.person_id = $2 and r.answers -> q.id::text is not null
 order by r.id desc, q.position, q.id
"""

AHEAD: Final = """
select count(distinct g.session_id)
  from registration r
  join seat g on g.organiser_id = r.organiser_id and g.registration_id = r.id and g.status in ('confirmed', 'waiting')
  join session s on s.organiser_id = g.organiser_id and s.id = g.session_id and s.status <> 'cancelled'
 where r.organiser_id = $1 and r.person_id = $2 and (s.on_date is null or s.on_date >= $3::date)
"""


class PersonInvitation(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    cohort_id: UUID
    programme: str
    cohort: str
    status: InvitationStatus
    invited_at: datetime | None
    answered_at: datetime | None
    message: str | None


class PersonSeat(msgspec.Struct, frozen=True, kw_only=True):
    """What the person has in one session: the seat as it is now, and whether they came."""

    registration_id: UUID
    cohort_id: UUID
    programme: str
    cohort: str
    session_id: UUID
    session: str
    on_day: date | None
    is_cancelled: bool
    status: SeatStatus
    attendance: Attendance | None


class PersonAnswers(msgspec.Struct, frozen=True, kw_only=True):
    question: str
    answer: Any  # Any: JSON
    cohort: str


class PersonHistory(msgspec.Struct, frozen=True, kw_only=True):
    """`ahead`: how many sessions of today or later the person has a seat in, or waits for."""

    invitations: list[PersonInvitation]
    seats: list[PersonSeat]
    answers: list[PersonAnswers]
    ahead: int


async def read(conn: Conn, organiser_id: UUID, person_id: UUID, *, today: date) -> PersonHistory:
    """Return invitations, seats and answers, the newest first."""
    ahead: int = await conn.fetchval(AHEAD, organiser_id, person_id, today)
    return PersonHistory(
        invitations=[
            msgspec.convert(dict(row), PersonInvitation)
            for row in await conn.fetch(INVITATIONS, organiser_id, person_id)
        ],
        seats=[
            msgspec.convert(dict(row), PersonSeat) for row in await conn.fetch(SEATS, organiser_id, person_id)
        ],
        answers=[
            msgspec.convert(dict(row), PersonAnswers)
            for row in await conn.fetch(ANSWERS, organiser_id, person_id)
        ],
        ahead=ahead,
    )
