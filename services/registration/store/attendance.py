"""Attendance at a session, stored on the seat, and guests without a seat."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.attendance import Attendance, Door
from services.registration.store.sessions import room_url
from shared.postgres import Conn

# A person can have several seats in a session: the one that is not withdrawn counts, else the latest.
NOTE: Final = """
update seat s set attendance = m.attendance, attended_at = case when m.attendance = 'present' then coalesce(s.attended_at, $5) end
  from (select distinct on (r.person_id) k.id, r.person_id, g.attendance
          from unnest($3::uuid[], $4::text[]) as g (person_id, attendance)
          join registration r on r.organiser_id = $1 and r.person_id = g.person_id
          join seat k on k.organiser_id = $1 and k.registration_id = r.id and k.session_id = $2
         order by r.person_id, k.status = 'withdrawn', k.id desc) as m
 where s.organiser_id = $1 and s.id = m.id
returning m.person_id, s.status = 'confirmed' as is_expected
"""

MARKS: Final = """
select distinct on (r.person_id) r.person_id, k.attendance, k.status = 'confirmed' as is_expected
  from seat k
  join registration r on r.organiser_id = k.organiser_id and r.id = k.registration_id
 where k.organiser_id = $1 and k.session_id = $2 and r.person_id = any($3::uuid[])
 order by r.person_id, k.status = 'withdrawn', k.id desc
"""

FIND_DOOR: Final = f"""
select s.id as session_id, k.status as seat_status, s.status, s.on_date as on, s.starts_at, s.ends_at, {room_url} as join_url, c.forwarding
  from seat k
  join session s on s.organiser_id = k.organiser_id and s.id = k.session_id
  join cohort c on c.organiser_id = s.organiser_id and c.id = s.cohort_id
 where k.organiser_id = $1 and k.id = $2
"""

NOTE_JOINED: Final = """
update seat set attendance = 'present', attended_at = coalesce(attended_at, $3)
 where organiser_id = $1 and id = $2 and (attendance is distinct from 'present' or attended_at is null)
returning true
"""

ADD_GUEST: Final = """
insert into guest (organiser_id, id, seat_id, name, came_at)
select $1, $3, $2, $4, $5
 where not exists (select from guest where organiser_id = $1 and seat_id = $2 and name = $4)
"""

ERASE_PERSON: Final = """
update guest set name = $3
  from seat s
 where guest.organiser_id = $1 and s.organiser_id = guest.organiser_id and s.id = guest.seat_id
   and s.registration_id = any($2::uuid[])
"""

# A guest is known by the name that was typed, and by nothing else.
ERASE_GUEST: Final = """
update guest set name = $3 where organiser_id = $1 and lower(name) = lower($2)
"""


class StoredMark(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a person, and whether they have a seat."""

    person_id: UUID
    attendance: Attendance | None
    is_expected: bool


async def list_marks(
    conn: Conn, organiser_id: UUID, session_id: UUID, person_ids: Collection[UUID]
) -> dict[UUID, StoredMark]:
    """Return what is stored of people, by person id; of those who never had a seat nothing."""
    rows = await conn.fetch(MARKS, organiser_id, session_id, list(person_ids))
    return {row["person_id"]: msgspec.convert(dict(row), StoredMark) for row in rows}


async def note(
    conn: Conn, organiser_id: UUID, session_id: UUID, marks: Mapping[UUID, Attendance], *, now: datetime
) -> dict[UUID, bool]:
    """Store the attendance of people, by person id; return for those who were found whether they have a seat."""
    rows = await conn.fetch(NOTE, organiser_id, session_id, list(marks), list(marks.values()), now)
    return {row["person_id"]: row["is_expected"] for row in rows}


async def find_door(conn: Conn, organiser_id: UUID, seat_id: UUID) -> Door | None:
    row = await conn.fetchrow(FIND_DOOR, organiser_id, seat_id)
    return Door(**row) if row else None


async def note_joined(conn: Conn, organiser_id: UUID, seat_id: UUID, *, now: datetime) -> bool:
    """Store that the person joined, and return whether it was the first time, which is kept."""
    return bool(await conn.fetchval(NOTE_JOINED, organiser_id, seat_id, now))


async def add_guest(
    conn: Conn, organiser_id: UUID, seat_id: UUID, *, guest_id: UUID, name: str, now: datetime
) -> None:
    """Store a guest who joined by this seat's link; a name is stored once per seat."""
    await conn.execute(ADD_GUEST, organiser_id, seat_id, guest_id, name, now)
