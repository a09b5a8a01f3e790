"""Who stands at the door of a session: found by the code that they show."""

from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.attendance import Attendance
from shared.events import SeatStatus
from shared.links import LinkSubject
from shared.postgres import Conn

_seats: Final = """
select distinct on (r.person_id) r.person_id, case when not p.protected_identity then p.name end as name,
       case when not p.protected_identity then r.organisation end as organisation, g.status, g.attendance
  from seat g
  join registration r on r.organiser_id = g.organiser_id and r.id = g.registration_id and r.confirm_until is null
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 where g.organiser_id = $1 and g.session_id = $2 and ($3::boolean or not p.protected_identity)
"""

BY_SIGNS: Final = f"""{_seats}
   and g.status <> 'withdrawn' and right(g.id::text, 6) = $4
 order by r.person_id, g.id desc limit 2
"""

BY_LINK: Final = f"""{_seats}
   and g.status <> 'withdrawn' and g.id = $4 and g.generation = $5
 order by r.person_id, g.id desc
"""

BY_PERSON: Final = f"""{_seats}
   and r.person_id = $4
 order by r.person_id, g.status = 'withdrawn', g.id desc
"""


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at the door; `name` is None for a protected identity."""

    person_id: UUID
    name: str | None
    organisation: str | None
    status: SeatStatus
    attendance: Attendance | None


async def by_signs(
    conn: Conn, organiser_id: UUID, session_id: UUID, signs: str, *, sees_protected: bool
) -> Arrival | None:
    """Return whose code this is; None where it is nobody's, or of two."""
    rows = await conn.fetch(BY_SIGNS, organiser_id, session_id, sees_protected, signs)
    return msgspec.convert(dict(rows[0]), Arrival) if len(rows) == 1 else None


async def by_link(
    conn: Conn, organiser_id: UUID, session_id: UUID, seat: LinkSubject, *, sees_protected: bool
) -> Arrival | None:
    """Return whose join link this is, if it is of this session and was not replaced."""
    row = await conn.fetchrow(BY_LINK, organiser_id, session_id, sees_protected, seat.id, seat.generation)
    return msgspec.convert(dict(row), Arrival) if row else None


async def by_person(
    conn: Conn, organiser_id: UUID, session_id: UUID, person_id: UUID, *, sees_protected: bool
) -> Arrival | None:
    """Return the person's place in the session."""
    row = await conn.fetchrow(BY_PERSON, organiser_id, session_id, sees_protected, person_id)
    return msgspec.convert(dict(row), Arrival) if row else None
