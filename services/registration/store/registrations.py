"""Rows of `registration`, read with the person and the seats."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.errors import NotFound
from services.registration.domain.form import address_key
from services.registration.domain.registration import Registration, RegistrationSeat
from services.registration.store import waiting_lists
from shared import events
from shared.postgres import Conn

LIST: Final = """
select r.organiser_id, r.id, r.cohort_id, r.person_id, p.name as person_name, p.email as person_email,
       p.language as person_language, p.protected_identity as person_protected, r.invitation_id, r.status, r.origin,
       r.calendar, r.role, r.organisation, r.answers, r.registered_at, r.generation, r.version
  from registration r
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 where r.organiser_id = $1
   and ($2::uuid is null or r.cohort_id = $2)
   and ($3::uuid is null or r.id = any(array(select s.registration_id from seat s
                                              where s.organiser_id = $1 and s.session_id = $3 and s.status <> 'withdrawn')))
   and ($4::uuid is null or r.person_id = $4)
   and ($5::uuid[] is null or r.id = any($5))
   and ($6::uuid is null or r.id > $6)
 order by r.id
 limit $7
"""

LIST_SEATS: Final = """
select s.id, s.registration_id, s.session_id, s.status, s.since, s.generation, s.attendance, s.offered_until
  from seat s
 where s.organiser_id = $1 and s.registration_id = any($2::uuid[])
 order by s.registration_id, s.id
"""

# Not one who has a registration that is not withdrawn: `registration_once_key` decides, also among two at once.
INSERT: Final = """
insert into registration (organiser_id, id, cohort_id, person_id, invitation_id, status, origin, calendar, role, organisation,
                          registered_at, version)
select $1, r.id, $2, r.person_id, r.invitation_id, 'waiting', $3, $4, r.role, r.organisation, $5, 0
  from unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[]) as r (id, person_id, invitation_id, role, organisation)
on conflict (organiser_id, cohort_id, person_id) where status <> 'withdrawn' do nothing
returning id
"""

LIST_LIVE: Final = """
select person_id, id from registration
 where organiser_id = $1 and cohort_id = $2 and person_id = any($3::uuid[]) and status <> 'withdrawn'
"""

LIST_SUBSTITUTES: Final = """
select id from registration
 where organiser_id = $1 and invitation_id = $2 and origin = 'substitute' and status <> 'withdrawn'
"""

SET_DETAILS: Final = """
update registration set role = coalesce($3, role), organisation = coalesce($4, organisation) where organiser_id = $1 and id = $2
"""

LOCK: Final = """
select id, status from registration where organiser_id = $1 and id = any($2::uuid[]) order by id for no key update
"""

# A registration follows its seats (domain/registration.py, status_of).
SETTLE: Final = """
update registration r
   set version = r.version + 1,
       status = case when bool_or_confirmed then 'registered' when bool_or_waiting then 'waiting' else 'withdrawn' end
  from (select k.id, coalesce(bool_or(s.status = 'confirmed'), false) as bool_or_confirmed,
               coalesce(bool_or(s.status = 'waiting'), false) as bool_or_waiting
          from unnest($2::uuid[]) as k (id)
          left join seat s on s.registration_id = k.id and s.status <> 'withdrawn'
         group by k.id) as held
 where r.organiser_id = $1 and r.id = held.id
"""

SET_CALENDAR: Final = """
update registration set calendar = $3, version = version + 1
 where organiser_id = $1 and id = $2 and calendar <> $3
returning id
"""

# Asked again within ten minutes, the mail is on its way already.
ASK_LINK: Final = """
update registration set link_asked_at = $3, version = version + 1
 where organiser_id = $1 and id = any($2::uuid[]) and status <> 'withdrawn'
   and (link_asked_at is null or link_asked_at < $3::timestamptz - interval '10 minutes')
returning id
"""

# Registrations with something left ahead, by the address that they were made with.
LIST_BY_ADDRESS: Final = """
select r.id
  from person p
  join registration r on r.organiser_id = p.organiser_id and r.person_id = p.id and r.status <> 'withdrawn'
 where p.organiser_id = $1 and (p.email_key = $2 or p.shared_key = $2)
   and exists (select from seat t join session s on s.organiser_id = t.organiser_id and s.id = t.session_id
                where t.registration_id = r.id and t.status <> 'withdrawn' and s.status <> 'cancelled'
                  and (s.on_date is null or s.on_date >= $3))
 order by r.id desc limit $4
"""

ERASE_PERSON: Final = """
update registration
   set answers = '{}', consent_version = null, consented_at = null, role = null, organisation = null, generation = generation + 1, version = version + 1
 where organiser_id = $1 and person_id = $2
returning id
"""


class RegistrationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A registration to be, which gets its status from its seats."""

    id: UUID
    person_id: UUID
    invitation_id: UUID | None = None
    role: str | None = None
    organisation: str | None = None


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    cohort_id: UUID | None = None,
    session_id: UUID | None = None,
    person_id: UUID | None = None,
    ids: Sequence[UUID] | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[Registration]:
    """Registrations with all their seats, in the order in which they were made."""
    rows = await conn.fetch(LIST, organiser_id, cohort_id, session_id, person_id, ids, after, limit)
    seats = await list_seats(conn, organiser_id, [row["id"] for row in rows])
    return [Registration(**row, seats=tuple(seats.get(row["id"], ()))) for row in rows]


async def find(conn: Conn, organiser_id: UUID, registration_id: UUID) -> Registration | None:
    found = await list_after(conn, organiser_id, ids=[registration_id])
    return found[0] if found else None


async def get(conn: Conn, organiser_id: UUID, registration_id: UUID) -> Registration:
    if (found := await find(conn, organiser_id, registration_id)) is None:
        raise NotFound("registration")
    return found


async def list_seats(
    conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]
) -> dict[UUID, list[RegistrationSeat]]:
    """Every seat that registrations have or had; `position` is the place in the waiting list, from 1."""
    if not registration_ids:
        return {}
    rows = await conn.fetch(LIST_SEATS, organiser_id, registration_ids)
    places = await waiting_lists.places(
        conn, organiser_id, {row["session_id"] for row in rows if row["status"] == "waiting"}
    )
    seats: dict[UUID, list[RegistrationSeat]] = {}
    for row in rows:
        seat = RegistrationSeat(**row, position=places.get(row["id"]))
        seats.setdefault(seat.registration_id, []).append(seat)
    return seats


async def find_live(conn: Conn, organiser_id: UUID, cohort_id: UUID, person_id: UUID) -> UUID | None:
    """The registration that a person has in a cohort, unless it is withdrawn."""
    return (await list_live(conn, organiser_id, cohort_id, [person_id])).get(person_id)


async def insert(
    conn: Conn,
    organiser_id: UUID,
    cohort_id: UUID,
    new: Sequence[RegistrationRow],
    *,
    origin: str,
    calendar: events.Calendar,
    now: datetime,
) -> set[UUID]:
    """Store registrations without seats, of those who have none yet, and name them; `settle` makes each version 1."""
    rows = await conn.fetch(
        INSERT,
        organiser_id,
        cohort_id,
        origin,
        calendar,
        now,
        [one.id for one in new],
        [one.person_id for one in new],
        [one.invitation_id for one in new],
        [one.role for one in new],
        [one.organisation for one in new],
    )
    return {row["id"] for row in rows}


async def list_live(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, person_ids: Sequence[UUID]
) -> dict[UUID, UUID]:
    """The registrations that people have in a cohort, unless withdrawn, by person."""
    rows = await conn.fetch(LIST_LIVE, organiser_id, cohort_id, person_ids)
    return {row["person_id"]: row["id"] for row in rows}


async def list_substitutes(conn: Conn, organiser_id: UUID, invitation_id: UUID) -> list[UUID]:
    """The registrations of those who came in an invited person's place, unless withdrawn."""
    return [row["id"] for row in await conn.fetch(LIST_SUBSTITUTES, organiser_id, invitation_id)]


async def set_details(
    conn: Conn,
    organiser_id: UUID,
    registration_id: UUID | None,
    *,
    role: str | None,
    organisation: str | None,
) -> None:
    """Store what somebody says of their role and organisation in a registration, if there is one; silence changes nothing."""
    await conn.execute(SET_DETAILS, organiser_id, registration_id, role, organisation)


async def lock(
    conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]
) -> dict[UUID, events.RegistrationStatus]:
    """Hold registrations by id, after the counters of the sessions; give the status of each."""
    rows = await conn.fetch(LOCK, organiser_id, registration_ids)
    return {row["id"]: row["status"] for row in rows}


async def settle(conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]) -> None:
    """Make held registrations what their seats say, as a new version."""
    await conn.execute(SETTLE, organiser_id, registration_ids)


async def set_calendar(
    conn: Conn, organiser_id: UUID, registration_id: UUID, calendar: events.Calendar
) -> bool:
    """Store how somebody wants their dates; False if it was so already."""
    return await conn.fetchval(SET_CALENDAR, organiser_id, registration_id, calendar) is not None


async def ask_link(
    conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID], *, now: datetime
) -> list[UUID]:
    """Note that the link to these registrations is asked for; name those where it was not just before."""
    return [row["id"] for row in await conn.fetch(ASK_LINK, organiser_id, registration_ids, now)]


async def list_by_address(
    conn: Conn, organiser_id: UUID, email: str, *, today: date, limit: int
) -> list[UUID]:
    """The newest registrations of an address that have something left ahead."""
    rows = await conn.fetch(LIST_BY_ADDRESS, organiser_id, address_key(email), today, limit)
    return [row["id"] for row in rows]
