"""Who is expected at a session, and who came: the roll as staff tick it off."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.attendance import Attendance
from services.registration.store.views.staff.cohorts import key_like, like
from shared.events import Mode, SeatStatus, SessionStatus
from shared.postgres import Conn

SESSION: Final = """
select s.id, s.cohort_id, s.title, s.on_date as on_day, s.starts_at, s.ends_at, s.mode, s.place, s.status,
       p.title as programme, c.name as cohort
  from session s
  join cohort c on c.organiser_id = s.organiser_id and c.id = s.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where s.organiser_id = $1 and s.id = $2
"""

# One row a person: the seat that is not withdrawn counts, else the latest one with a mark. Those who wait stand here too:
# they may come in when a chair is empty.
_roll: Final = """
with roll as (
  select distinct on (r.person_id) r.person_id, p.name, p.name_sort, p.name_search, p.protected_identity,
         case when not p.protected_identity then r.organisation end as organisation,
         case when not p.protected_identity then r.role end as role,
         g.status, g.attendance, g.attended_at, g.status = 'confirmed' and g.unsure_at is not null as is_unsure,
         case when not q.protected_identity then q.name end as in_place_of
    from seat g
    join registration r on r.organiser_id = g.organiser_id and r.id = g.registration_id and r.confirm_until is null
    join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
    left join seat h on h.organiser_id = g.organiser_id and h.id = g.handed_from_id
    left join registration o on o.organiser_id = h.organiser_id and o.id = h.registration_id
    left join person q on q.organiser_id = o.organiser_id and q.id = o.person_id and q.id <> p.id
   where g.organiser_id = $1 and g.session_id = $2 and (g.status <> 'withdrawn' or g.attendance is not null)
     and ($3::boolean or not p.protected_identity)
   order by r.person_id, g.status = 'withdrawn', g.id desc
)
"""

PAGE: Final = f"""{_roll}
select person_id, name, protected_identity, organisation, role, status, attendance, attended_at, in_place_of, is_unsure
  from roll
 where ($4::text is null or not protected_identity and (name_search like $4 or lower(organisation) like $5))
   and ($6::uuid is null or (name_sort, person_id) > (select s.name_sort, s.id from person s where s.organiser_id = $1 and s.id = $6))
 order by name_sort, person_id
 limit $7
"""

COUNTS: Final = f"""{_roll}
select count(*) filter (where status = 'confirmed') as expected,
       count(*) filter (where attendance = 'present') as present,
       count(*) filter (where attendance = 'excused') as excused,
       count(*) filter (where attendance = 'absent') as absent
  from roll
"""

GUESTS: Final = """
select u.name, u.came_at from guest u
  join seat g on g.organiser_id = u.organiser_id and g.id = u.seat_id
 where u.organiser_id = $1 and g.session_id = $2
 order by u.came_at, u.id
 limit 200
"""


NAMES: Final = """
select id, case when not protected_identity then name end as name from person where organiser_id = $1 and id = any($2::uuid[])
"""


class RollSession(msgspec.Struct, frozen=True, kw_only=True):
    """The session, and where it belongs."""

    id: UUID
    cohort_id: UUID
    title: str
    on_day: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    mode: Mode | None
    place: str | None
    status: SessionStatus
    programme: str
    cohort: str


class RollPerson(msgspec.Struct, frozen=True, kw_only=True):
    """One person; `in_place_of` is whose seat it was."""

    person_id: UUID
    name: str
    protected_identity: bool
    organisation: str | None
    role: str | None
    status: SeatStatus
    attendance: Attendance | None
    attended_at: datetime | None
    in_place_of: str | None
    is_unsure: bool = False


class RollCounts(msgspec.Struct, frozen=True, kw_only=True):
    expected: int
    present: int
    excused: int
    absent: int


class RollGuest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who came in by another person's link, and typed a name."""

    name: str
    came_at: datetime


async def session(conn: Conn, organiser_id: UUID, session_id: UUID) -> RollSession | None:
    """Return the session, or None."""
    row = await conn.fetchrow(SESSION, organiser_id, session_id)
    return msgspec.convert(dict(row), RollSession) if row else None


async def people(
    conn: Conn,
    organiser_id: UUID,
    session_id: UUID,
    *,
    sees_protected: bool,
    search: str | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[RollPerson]:
    """Return a page of the roll by name, narrowed by name or organisation."""
    rows = await conn.fetch(
        PAGE, organiser_id, session_id, sees_protected, key_like(search), like(search), after, limit
    )
    return [msgspec.convert(dict(row), RollPerson) for row in rows]


async def counts(conn: Conn, organiser_id: UUID, session_id: UUID, *, sees_protected: bool) -> RollCounts:
    """Return how many are expected and how many came."""
    row = await conn.fetchrow(COUNTS, organiser_id, session_id, sees_protected)
    return msgspec.convert(dict(row or {}), RollCounts)


async def names(conn: Conn, organiser_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, str | None]:
    """Return what people are called, by id; None for a protected identity. Also of those who are not on the roll."""
    return {row["id"]: row["name"] for row in await conn.fetch(NAMES, organiser_id, list(person_ids))}


async def guests(conn: Conn, organiser_id: UUID, session_id: UUID) -> Sequence[RollGuest]:
    """Return the first two hundred who came in without a seat."""
    rows = await conn.fetch(GUESTS, organiser_id, session_id)
    return [msgspec.convert(dict(row), RollGuest) for row in rows]
