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
from services.registration.store.access.generations import next_generation
from services.registration.store.directory import people
from services.registration.store.sessions import last_day
from shared import events
from shared.postgres import Conn

LIST: Final = """
select r.organiser_id, r.id, r.cohort_id, r.person_id, p.name as person_name, p.email as person_email,
       p.language as person_language, p.protected_identity as person_protected, r.invitation_id, r.status, r.origin,
       r.calendar, r.role, r.organisation, r.answers, r.registered_at, r.generation, r.version, r.confirm_until
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
select s.id, s.registration_id, s.session_id, s.status, s.since, s.generation, s.attendance, s.offered_until, r.confirm_until
  from seat s
  join registration r on r.organiser_id = s.organiser_id and r.id = s.registration_id
 where s.organiser_id = $1 and s.registration_id = any($2::uuid[])
 order by s.registration_id, s.id
"""

# Skips people with a registration that is not withdrawn; `registration_once_key` enforces this for concurrent inserts too.
INSERT: Final = """
insert into registration (organiser_id, id, cohort_id, person_id, invitation_id, status, origin, calendar, role, organisation,
                          registered_at, confirm_until, version)
select $1, r.id, $2, r.person_id, r.invitation_id, 'waiting', $3, $4, r.role, r.organisation, $5, $11, 0
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

# The status is derived from the seats (domain/registration.py, status_of).
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
update registration set calendar = $3, was_subscribed = was_subscribed or calendar = 'subscription', version = version + 1
 where organiser_id = $1 and id = $2 and calendar <> $3
returning id
"""

# At most one mail with a link in ten minutes; none before the registration is confirmed, which one mail has asked for.
ASK_LINK: Final = """
update registration set link_asked_at = $3, version = version + 1
 where organiser_id = $1 and id = any($2::uuid[]) and status <> 'withdrawn'
   and confirm_until is null and (link_asked_at is null or link_asked_at < $3::timestamptz - interval '10 minutes')
returning id
"""

# Registrations with sessions ahead, by the person's address.
LIST_BY_ADDRESS: Final = f"""
select r.id
  from person p
  join registration r on r.organiser_id = p.organiser_id and r.person_id = p.id and r.status <> 'withdrawn'
 where p.organiser_id = $1 and (p.email_key = $2 or p.shared_key = $2)
   and exists (select from seat t join session s on s.organiser_id = t.organiser_id and s.id = t.session_id
                where t.registration_id = r.id and t.status <> 'withdrawn' and s.status <> 'cancelled'
                  and (s.on_date is null or {last_day} >= $3))
 order by r.id desc limit $4
"""

ERASE_PERSON: Final = f"""
update registration
   set answers = '{{}}', consent_version = null, consented_at = null, role = null, organisation = null, generation = {next_generation}, version = version + 1
 where organiser_id = $1 and person_id = $2
returning id
"""


class RegistrationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A new registration; `settle` sets its status from its seats."""

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
    """Return registrations with all their seats, in order of creation."""
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
    """Return all seats by registration, withdrawn ones included; `position` is the place in the waiting list, from 1."""
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
    """Return the id of a person's registration in a cohort that is not withdrawn, or None."""
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
    confirm_until: datetime | None = None,
) -> set[UUID]:
    """Store registrations without seats, for people who have none; return the stored ids. `settle` makes each version 1.

    `confirm_until`: until when they can be confirmed, where they count only then. Raises `NotFound` for somebody who is being
    erased or was merged into another entry.
    """
    await people.hold(conn, organiser_id, sorted({registration.person_id for registration in new}))
    rows = await conn.fetch(
        INSERT,
        organiser_id,
        cohort_id,
        origin,
        calendar,
        now,
        [registration.id for registration in new],
        [registration.person_id for registration in new],
        [registration.invitation_id for registration in new],
        [registration.role for registration in new],
        [registration.organisation for registration in new],
        confirm_until,
    )
    return {row["id"] for row in rows}


async def list_live(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, person_ids: Sequence[UUID]
) -> dict[UUID, UUID]:
    """Return the registrations of people in a cohort that are not withdrawn, by person."""
    rows = await conn.fetch(LIST_LIVE, organiser_id, cohort_id, person_ids)
    return {row["person_id"]: row["id"] for row in rows}


async def list_substitutes(conn: Conn, organiser_id: UUID, invitation_id: UUID) -> list[UUID]:
    """Return the registrations of an invitation's substitutes that are not withdrawn."""
    return [row["id"] for row in await conn.fetch(LIST_SUBSTITUTES, organiser_id, invitation_id)]


async def set_details(
    conn: Conn,
    organiser_id: UUID,
    registration_id: UUID | None,
    *,
    role: str | None,
    organisation: str | None,
) -> None:
    """Store a person's role and organisation in a registration; None keeps the stored value."""
    await conn.execute(SET_DETAILS, organiser_id, registration_id, role, organisation)


async def lock(
    conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]
) -> dict[UUID, events.RegistrationStatus]:
    """Lock registrations in order of id, after the sessions' counters; return the status of each."""
    rows = await conn.fetch(LOCK, organiser_id, registration_ids)
    return {row["id"]: row["status"] for row in rows}


async def settle(conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]) -> None:
    """Set the status of locked registrations from their seats and raise their versions."""
    await conn.execute(SETTLE, organiser_id, registration_ids)


async def set_calendar(
    conn: Conn, organiser_id: UUID, registration_id: UUID, calendar: events.Calendar
) -> bool:
    """Store how a person gets the dates in a calendar; False if nothing changed."""
    return await conn.fetchval(SET_CALENDAR, organiser_id, registration_id, calendar) is not None


async def ask_link(
    conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID], *, now: datetime
) -> list[UUID]:
    """Record a request for the links to registrations; return those without a request in the last ten minutes."""
    return [row["id"] for row in await conn.fetch(ASK_LINK, organiser_id, registration_ids, now)]


async def list_by_address(
    conn: Conn, organiser_id: UUID, email: str, *, today: date, limit: int
) -> list[UUID]:
    """Return the newest registrations of an address that have sessions ahead."""
    rows = await conn.fetch(LIST_BY_ADDRESS, organiser_id, address_key(email), today, limit)
    return [row["id"] for row in rows]
