"""Registrations as the API shows them: the person, and per session one seat, waiting place or withdrawn seat."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.registration.store import waiting_lists
from services.registration.store.rows import get_row
from services.registration.store.views.api import cohorts
from shared.postgres import Conn

# Of several seats in one session (withdrawn and taken again), the current one.
_shown: Final = """
select r.id, r.cohort_id, r.status, r.origin, r.invitation_id, r.answers, r.consent_version,
       r.consented_at, r.registered_at, r.version, case when r.status <> 'withdrawn' then r.confirm_until end as held_until,
       jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email, 'organisation', r.organisation, 'role', r.role,
                          'protected_identity', p.protected_identity)
         as person,
       coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'session_id', t.session_id, 'status', t.status,
                                                     'offered_until', t.offered_until, 'held_until', t.held_until)
                                  order by t.on_date nulls last, t.starts_at nulls last, t.session_id)
                   from (select distinct on (g.session_id) g.id, g.session_id, g.status, s.on_date, s.starts_at,
                                case when g.status = 'waiting' and r.confirm_until is null then g.offered_until end as offered_until,
                                case when g.status = 'waiting' and r.confirm_until is not null then g.offered_until end as held_until
                           from seat g
                           join session s on s.organiser_id = g.organiser_id and s.id = g.session_id
                          where g.registration_id = r.id
                          order by g.session_id, g.status = 'withdrawn', g.since desc) t), '[]') as seats
  from registration r
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
"""

LIST: Final = f"""{_shown}
 where r.organiser_id = $1 and r.id > $2
   and ($4::boolean or not p.protected_identity)
   and ($5::uuid is null or r.cohort_id = $5)
   and ($6::uuid[] is null or r.cohort_id = any($6))
   and ($7::uuid is null or r.id = any(array(select g.registration_id from seat g
                                              where g.organiser_id = $1 and g.session_id = $7)))
   and ($8::uuid is null or r.person_id = $8)
   and ($9::text is null or r.status = $9)
 order by r.id
 limit $3
"""

FIND: Final = f"""{_shown}
 where r.organiser_id = $1 and r.id = $2 and ($3::boolean or not p.protected_identity)
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    after: UUID,
    limit: int,
    sees_protected: bool,
    cohort_id: UUID | None = None,
    programme_id: UUID | None = None,
    session_id: UUID | None = None,
    person_id: UUID | None = None,
    status: str | None = None,
) -> list[dict[str, Any]]:  # Any: a row
    """Return a page of registrations."""
    rows = await conn.fetch(
        LIST,
        organiser_id,
        after,
        limit,
        sees_protected,
        cohort_id,
        programme_id and await cohorts.ids_of(conn, organiser_id, programme_id),
        session_id,
        person_id,
        status,
    )
    return await _with_places(conn, organiser_id, rows)


async def get(
    conn: Conn, organiser_id: UUID, registration_id: UUID, *, sees_protected: bool
) -> dict[str, Any]:  # Any: a row
    """Return a registration; raises `NotFound`."""
    row = await get_row(conn, "registration", FIND, organiser_id, registration_id, sees_protected)
    return (await _with_places(conn, organiser_id, [row]))[0]


async def _with_places(
    conn: Conn, organiser_id: UUID, rows: Sequence[asyncpg.Record]
) -> list[dict[str, Any]]:  # Any: rows
    """Add the places in the waiting lists to rows."""
    shown = [dict(row) for row in rows]
    waits = [seat for row in shown for seat in row["seats"] if seat["status"] == "waiting"]
    places = await waiting_lists.places(conn, organiser_id, {UUID(seat["session_id"]) for seat in waits})
    for row in shown:
        for seat in row["seats"]:
            seat["position"] = places.get(UUID(seat["id"]))
    return shown
