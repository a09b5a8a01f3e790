"""Registrations that are stored in one statement: people, registrations, seats, counters, and what is told of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.form import address_key
from services.registration.domain.registration import Applicant
from services.registration.domain.seats import Place
from services.registration.store.seats import Held
from shared import events, ids, swedish
from shared.postgres import Conn

# What was decided upon is held and compared with what is so now: unless it is the same to the last row, nothing is done.
# Only then come the people, found or made, by address, so that nobody waits in a circle. One who is known is updated to
# what they are, in a column that is in no key: the lock then bars nobody's foreign key. What is told of them names the
# one who is found.
_register: Final = """
with held as (
  select s.id, concat_ws(' ', s.id, c.xmin, s.xmin, e.value, n.xmin) as mark
    from cohort c
    join session s on s.organiser_id = c.organiser_id and s.cohort_id = c.id
    join seat_count n on n.session_id = s.id
   cross join epoch e
   where c.organiser_id = $1 and c.id = $2 {chosen}
   order by s.id
     for share of c, s
     for update of n
), as_decided as (
  select from (select array_agg(mark order by id) as marks from held) h where h.marks = $3::text[]
), asked as materialized (
  select a.*
    from as_decided
   cross join json_to_recordset($4::json) as a (
           registration_id uuid, registered_at timestamptz, status text, role text, organisation text, answers jsonb,
           person_id uuid, name text, name_sort text, name_search text, email text, email_key text, language text,
           seats json, correlation_id text, person_event_id uuid, person json, registration_event_id uuid, registration json)
), applicant as (
  insert into person (organiser_id, id, name, name_sort, name_search, email, email_key, language)
  select $1, person_id, name, name_sort, name_search, email, email_key, language from asked order by email_key
  on conflict (organiser_id, email_key) do update set version = person.version
  returning id, name, email, email_key
), made as (
  insert into registration (organiser_id, id, cohort_id, person_id, status, origin, calendar, role, organisation, answers, registered_at)
  select $1, a.registration_id, $2, p.id, a.status, 'form', $5, a.role, a.organisation, a.answers, a.registered_at
    from asked a join applicant p using (email_key)
  returning id, person_id, answers
), seated as (
  insert into seat (organiser_id, id, registration_id, session_id, status, position, since)
  select $1, g.id, a.registration_id, g.session_id, g.status, g.position, a.registered_at
    from asked a
   cross join json_to_recordset(a.seats) as g (id uuid, session_id uuid, status text, position bigint)
), counted as (
  update seat_count n
     set taken = c.taken, next_position = c.next_position
    from as_decided cross join unnest($6::uuid[], $7::int[], $8::bigint[]) as c (session_id, taken, next_position)
   where n.organiser_id = $1 and n.session_id = c.session_id
), told as (
  insert into outbox (id, organiser_id, kind, payload, correlation_id)
  select t.id, $1, t.kind, convert_to(t.payload, 'UTF8'), a.correlation_id
    from asked a
    join applicant p using (email_key)
   cross join lateral (values
           (a.person_event_id, 'person', a.person::text),
           (a.registration_event_id, 'registration', replace(a.registration::text, a.person_id::text, p.id::text))
         ) as t (id, kind, payload)
   where t.kind = 'registration' or p.id = a.person_id
   order by a.registration_id, t.kind
)
select m.id as registration_id, m.answers, p.id as person_id, p.name, p.email, pg_current_xact_id()::xid::text as counted_in
  from made m join applicant p on p.id = m.person_id
"""

REGISTER_FOR_ALL: Final = _register.format(chosen="")
REGISTER_FOR_CHOSEN: Final = _register.format(chosen="and s.id = any($9::uuid[])")


class NewSeat(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    place: Place


class NewRegistration(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided for one who registers."""

    id: UUID
    applicant: Applicant
    status: events.RegistrationStatus
    calendar: events.Calendar
    answers: dict[str, Any]  # Any: what a form of the organiser's own asks
    seats: Sequence[NewSeat]
    registered_at: datetime
    correlation_id: str | None


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it: who it is, and the answers as they are kept."""

    person_id: UUID
    name: str
    email: str | None
    answers: dict[str, Any]  # Any: as above


class RegisteredBefore(Exception):  # noqa: N818 - named for the situation
    """One of them has a registration in the cohort; nothing has been stored."""


async def register(
    conn: Conn,
    organiser_id: UUID,
    held: Held,
    new: Sequence[NewRegistration],
    *,
    session_ids: Collection[UUID] | None,
) -> list[Stored] | None:
    """Store registrations that were decided upon what `held` was, in one cohort, with one calendar; in their order.

    None, and nothing stored, if it is no longer so. No two of them may have the same address. `held` and its counters are
    then as they have been left, for those who come next.
    """
    counted = {
        seat.place.session_id: held.counters[seat.place.session_id] for one in new for seat in one.seats
    }
    try:
        rows = await conn.fetch(
            REGISTER_FOR_ALL if session_ids is None else REGISTER_FOR_CHOSEN,
            organiser_id,
            held.cohort_id,
            [f"{held.marks[one]} {held.counted_in[one]}" for one in sorted(held.marks)],
            msgspec.json.encode([_row(organiser_id, held, one) for one in new]).decode(),
            new[0].calendar,
            list(counted),
            [counter.taken for counter in counted.values()],
            [counter.next_position for counter in counted.values()],
            *([] if session_ids is None else [list(session_ids)]),
        )
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "registration_once_key":
            raise RegisteredBefore from error
        raise
    if not rows:
        return None
    held.counted_in.update(dict.fromkeys(counted, rows[0]["counted_in"]))
    stored = {
        row["registration_id"]: Stored(
            person_id=row["person_id"], name=row["name"], email=row["email"], answers=row["answers"]
        )
        for row in rows
    }
    return [stored[one.id] for one in new]


def _row(organiser_id: UUID, held: Held, new: NewRegistration) -> dict[str, Any]:  # Any: JSON
    """One who registers, with what is told of them if they are not known."""
    who, person_id = new.applicant, ids.new()
    return {
        "registration_id": new.id,
        "registered_at": new.registered_at,
        "status": new.status,
        "role": who.role,
        "organisation": who.organisation,
        "answers": new.answers,
        "person_id": person_id,
        "name": who.name,
        "name_sort": swedish.sort_key(who.name),
        "name_search": swedish.search_key(who.name),
        "email": who.email,
        "email_key": address_key(who.email),
        "language": who.language,
        "seats": [
            {"id": seat.id, "session_id": seat.place.session_id, "status": seat.place.status, "position": seat.place.position}
            for seat in new.seats
        ],
        "correlation_id": new.correlation_id,
        "person_event_id": ids.new(),
        "person": events.Person(
            organiser_id=organiser_id,
            id=person_id,
            epoch=held.epoch,
            version=1,
            name=who.name,
            email=who.email,
            language=who.language,
        ),
        "registration_event_id": ids.new(),
        "registration": events.Registration(
            organiser_id=organiser_id,
            id=new.id,
            epoch=held.epoch,
            version=1,
            cohort_id=held.cohort_id,
            person_id=person_id,
            status=new.status,
            origin="form",
            registered_at=new.registered_at,
            calendar=new.calendar,
            seats=tuple(_snapshot(seat, new.registered_at) for seat in new.seats),
        ),
    }  # fmt: skip


def _snapshot(seat: NewSeat, since: datetime) -> events.Seat:
    return events.Seat(
        id=seat.id,
        session_id=seat.place.session_id,
        status=seat.place.status,
        since=since,
        position=seat.place.rank,
    )
