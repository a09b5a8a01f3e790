"""Answers from calendars that wait for a person, and who is unsure whether they come."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from shared.calendar_answer import CalendarAnswerKind, CalendarAnswerStanding
from shared.events import SeatStatus
from shared.postgres import Conn

# Those about sessions that are over or cancelled, and about seats that are given up or passed on, are left out: nothing can
# follow from them any more. A yes to a seat that is given up is shown, since somebody expects to have it.
_waiting: Final = """
  from calendar_answer a
  join seat s on s.organiser_id = a.organiser_id and s.id = a.seat_id
  join session t on t.organiser_id = s.organiser_id and t.id = s.session_id
  join registration r on r.organiser_id = s.organiser_id and r.id = s.registration_id
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 where a.organiser_id = $1 and a.status = 'waits' and t.status <> 'cancelled'
   and (t.ends_at is null or t.ends_at > $2) and (t.on_date is null or t.on_date >= $3)
   and ($4::boolean or not p.protected_identity)
   and (s.status <> 'withdrawn' or a.answer in ('accepted', 'tentative'))
"""

LIST: Final = f"""
select a.id, a.answer, a.standing, a.received_at, a.comment, a.by_address, a.by_name, a.proposed_starts_at, a.proposed_ends_at,
       a.proposed_on, s.status as seat_status, t.id as session_id, t.title as session, t.cohort_id, p.id as person_id, p.name as person,
       p.protected_identity
{_waiting}   and ($5::uuid is null or t.id = $5) and ($6::uuid is null or a.id > $6)
 order by a.id
 limit $7
"""

FIND: Final = """
select s.session_id, a.by_address, a.by_name
  from calendar_answer a
  join seat s on s.organiser_id = a.organiser_id and s.id = a.seat_id
  join registration r on r.organiser_id = s.organiser_id and r.id = s.registration_id
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 where a.organiser_id = $1 and a.id = $2 and a.status = 'waits' and ($3::boolean or not p.protected_identity)
"""

COUNT: Final = f"select count(*) {_waiting}"

UNSURE: Final = """
select count(*) from seat where organiser_id = $1 and session_id = $2 and status = 'confirmed' and unsure_at is not null
"""

UNSURE_PEOPLE: Final = """
select r.person_id, s.session_id
  from registration r
  join seat s on s.organiser_id = r.organiser_id and s.registration_id = r.id and s.status = 'confirmed' and s.unsure_at is not null
 where r.organiser_id = $1 and r.cohort_id = $2 and r.person_id = any($3::uuid[])
"""


class WaitingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with the person whose seat it is about, and the session."""

    id: UUID
    answer: CalendarAnswerKind
    standing: CalendarAnswerStanding
    received_at: datetime
    comment: str | None
    by_address: str | None
    by_name: str | None
    proposed_starts_at: datetime | None
    proposed_ends_at: datetime | None
    proposed_on: date | None
    seat_status: SeatStatus
    session_id: UUID
    session: str
    cohort_id: UUID
    person_id: UUID
    person: str
    protected_identity: bool


class AnsweringStranger(msgspec.Struct, frozen=True, kw_only=True):
    """Who answered, or is sent, in the place of the holder of a seat in a session."""

    session_id: UUID
    by_address: str | None
    by_name: str | None


async def list_waiting(
    conn: Conn,
    organiser_id: UUID,
    *,
    now: datetime,
    today: date,
    sees_protected: bool,
    session_id: UUID | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[WaitingAnswer]:
    """Return answers that wait, of one session or of all, the oldest first."""
    rows = await conn.fetch(LIST, organiser_id, now, today, sees_protected, session_id, after, limit)
    return [msgspec.convert(dict(row), WaitingAnswer) for row in rows]


async def find_waiting(
    conn: Conn, organiser_id: UUID, answer_id: UUID, *, sees_protected: bool
) -> AnsweringStranger | None:
    """Return whom a waiting answer names, or None."""
    row = await conn.fetchrow(FIND, organiser_id, answer_id, sees_protected)
    return msgspec.convert(dict(row), AnsweringStranger) if row else None


async def count_waiting(
    conn: Conn, organiser_id: UUID, *, now: datetime, today: date, sees_protected: bool
) -> int:
    """Return how many answers wait."""
    return int(await conn.fetchval(COUNT, organiser_id, now, today, sees_protected))


async def count_unsure(conn: Conn, organiser_id: UUID, session_id: UUID) -> int:
    """Return how many with a seat in a session have answered "maybe"."""
    return int(await conn.fetchval(UNSURE, organiser_id, session_id))


async def unsure(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, person_ids: Sequence[UUID]
) -> set[tuple[UUID, UUID]]:
    """Return person and session of those among these people who have answered "maybe"."""
    rows = await conn.fetch(UNSURE_PEOPLE, organiser_id, cohort_id, list(person_ids))
    return {(row["person_id"], row["session_id"]) for row in rows}
