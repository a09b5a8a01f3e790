"""Stores registrations in one statement: people, registrations, seats, counters, outbox events, webhook messages, audit rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.caller import Caller
from services.registration.domain.form import address_key
from services.registration.domain.registration import Applicant
from services.registration.domain.seats import AllottedPlace, SeatCounter
from services.registration.store.access import audit
from services.registration.store.seats import LockedSessions
from shared import events, ids, swedish
from shared.postgres import Conn

# Locks the sessions that the decision was based on (rows locked by others are skipped) and compares their version token: if it
# differs, or an applicant is registered already, the cohort is skipped; also if an applicant is invited, because the registration
# answers the invitation: that is left to the locked path (`is_locked`). Then people are found or inserted in order of address,
# which rules out deadlocks. An existing person gets a no-op update of a non-key column: this locks the row without blocking
# foreign key checks. The registration event names the existing person's id.
# Messages of webhooks have an id of the same time as the event, so that they sort by it.
# JSON, because PostgreSQL makes a new plan for arrays of another length, which takes ten times as long as the execution.
REGISTER: Final = """
with batch as (
  select * from json_to_recordset($2::json) as b (cohort_id uuid, session_ids uuid[], version_token text, is_locked boolean)
), coming as materialized (
  select *
    from json_to_recordset($3::json) as a (
           cohort_id uuid, registration_id uuid, registered_at timestamptz, status text, calendar text, role text,
           organisation text, answers jsonb, person_id uuid, name text, name_sort text, name_search text, email text,
           email_key text, language text, seats json, correlation_id text, person_event_id uuid, person json,
           registration_event_id uuid, registration json, confirm_until timestamptz,
           audit_id uuid, actor_kind text, actor_id uuid, actor_role text)
), held as (
  select b.cohort_id, h.id, h.row_version
    from batch b
   cross join lateral (
     select s.id, concat_ws(' ', s.id, c.xmin, s.xmin, e.value, n.xmin) as row_version
       from cohort c
       join session s on s.organiser_id = c.organiser_id and s.cohort_id = c.id
       join seat_count n on n.session_id = s.id
      cross join epoch e
      where c.organiser_id = $1 and c.id = b.cohort_id and (b.session_ids is null or s.id = any(b.session_ids))
      order by s.id
        for share of c, s skip locked
        for update of n skip locked
   ) h
), as_decided as (
  select b.cohort_id
    from batch b
   where b.version_token = (select string_agg(h.row_version, ',' order by h.id) from held h where h.cohort_id = b.cohort_id)
     and not exists (select from coming a
                      cross join lateral (select p.id from person p
                                           where p.organiser_id = $1 and p.email_key = a.email_key offset 0) p
                      where a.cohort_id = b.cohort_id
                        and (exists (select from registration r
                                      where r.organiser_id = $1 and r.cohort_id = b.cohort_id and r.person_id = p.id
                                        and r.status <> 'withdrawn' offset 0)
                             or not b.is_locked
                                and exists (select from invitation i
                                             where i.organiser_id = $1 and i.person_id = p.id and i.cohort_id = b.cohort_id
                                            offset 0)))
), asked as materialized (
  select a.* from coming a join as_decided using (cohort_id)
), applicant as (
  insert into person (organiser_id, id, name, name_sort, name_search, email, email_key, language)
  select $1, person_id, name, name_sort, name_search, email, email_key, language from asked order by email_key
  on conflict (organiser_id, email_key) do update set version = person.version
  returning id, name, email, email_key, protected_identity
), made as (
  insert into registration (organiser_id, id, cohort_id, person_id, status, origin, calendar, role, organisation, answers,
                            registered_at, confirm_until)
  select $1, a.registration_id, a.cohort_id, p.id, a.status, 'form', a.calendar, a.role, a.organisation, a.answers, a.registered_at,
         a.confirm_until
    from asked a join applicant p using (email_key)
  returning id, person_id, answers
), seated as (
  insert into seat (organiser_id, id, registration_id, session_id, status, position, since, offered_at, offered_until)
  select $1, g.id, a.registration_id, g.session_id, g.status, g.position, a.registered_at,
         case when g.held_until is not null then a.registered_at end, g.held_until
    from asked a
   cross join json_to_recordset(a.seats) as g (id uuid, session_id uuid, status text, position bigint, held_until timestamptz)
), counted as (
  update seat_count n
     set taken = c.taken, next_position = c.next_position
    from unnest($4::uuid[], $5::uuid[], $6::int[], $7::bigint[]) as c (cohort_id, session_id, taken, next_position)
    join as_decided using (cohort_id)
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
), hooked as (
  insert into webhook_message (organiser_id, id, webhook_id, kind, subject_id)
  select $1, (left(a.registration_event_id::text, 24) || right(gen_random_uuid()::text, 12))::uuid, w.id, 'registration.changed', a.registration_id
    from asked a
    join webhook w on w.organiser_id = $1 and w.status <> 'off' and 'registration.changed' = any(w.kinds)
), audited as (
  insert into audit (organiser_id, id, at, actor_kind, actor_id, actor_role, action, subject_kind, subject_id, after, correlation_id)
  select $1, a.audit_id, a.registered_at, a.actor_kind, a.actor_id, a.actor_role, 'registration.create', 'registration',
         a.registration_id, jsonb_build_object('cohort_id', a.cohort_id, 'status', a.status), a.correlation_id
    from asked a
   where a.audit_id is not null
)
select m.id as registration_id, m.answers, p.id as person_id, p.name, p.email, p.protected_identity, pg_current_xact_id()::xid::text as counted_in
  from made m join applicant p on p.id = m.person_id
"""


class NewSeat(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    place: AllottedPlace


class NewRegistration(msgspec.Struct, frozen=True, kw_only=True):
    """The decided registration of one applicant."""

    id: UUID
    applicant: Applicant
    status: events.RegistrationStatus
    calendar: events.Calendar
    answers: dict[str, Any]  # Any: answers to the organiser's own form
    seats: Sequence[NewSeat]
    caller: Caller
    confirm_until: datetime | None = None


class StoredRegistration(msgspec.Struct, frozen=True, kw_only=True):
    """The stored registration: its person, and the answers as stored."""

    person_id: UUID
    name: str
    email: str | None
    protected_identity: bool
    answers: dict[str, Any]  # Any: as above


class RegisteredBefore(Exception):
    """An applicant was registered in the cohort by a concurrent transaction; nothing has been stored."""


class DecidedRegistrations(NamedTuple):
    """Registrations to one cohort, decided on its locked (`is_locked`) or cached sessions: all of them, or `session_ids`."""

    locked: LockedSessions
    session_ids: Collection[UUID] | None
    new: Sequence[NewRegistration]
    is_locked: bool = False

    @property
    def counters(self) -> list[SeatCounter]:
        """The counters of the sessions in which someone gets a place."""
        return [
            self.locked.counters[session_id]
            for session_id in {seat.place.session_id for new in self.new for seat in new.seats}
        ]


async def register(
    conn: Conn, organiser_id: UUID, decided: Sequence[DecidedRegistrations]
) -> dict[UUID, StoredRegistration]:
    """Store registrations and return them by registration id; cohorts and applicants' addresses must be distinct.

    Per cohort, all registrations are stored and its version token updated, or none: if its rows have changed or are locked,
    or an applicant is registered already. Raises `RegisteredBefore` if a concurrent transaction registers an applicant.
    """
    counters = [(batch.locked.cohort_id, counter) for batch in decided for counter in batch.counters]
    try:
        rows = await conn.fetch(
            REGISTER,
            organiser_id,
            _json([_batch(batch) for batch in decided]),
            _json([_row(organiser_id, batch.locked, new) for batch in decided for new in batch.new]),
            [cohort_id for cohort_id, _ in counters],
            [counter.session_id for _, counter in counters],
            [counter.taken for _, counter in counters],
            [counter.next_position for _, counter in counters],
        )
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "registration_once_key":
            raise RegisteredBefore from error
        raise
    stored = {
        row["registration_id"]: StoredRegistration(
            person_id=row["person_id"],
            name=row["name"],
            email=row["email"],
            protected_identity=row["protected_identity"],
            answers=row["answers"],
        )
        for row in rows
    }
    for batch in decided:
        if batch.new[0].id in stored:
            batch.locked.counted_in.update(
                (counter.session_id, rows[0]["counted_in"]) for counter in batch.counters
            )
    return stored


def _json(rows: Sequence[dict[str, Any]]) -> str:  # Any: JSON
    return msgspec.json.encode(rows).decode()


def _batch(decided: DecidedRegistrations) -> dict[str, Any]:  # Any: JSON
    return {
        "cohort_id": decided.locked.cohort_id,
        "session_ids": decided.session_ids,
        "version_token": decided.locked.version_token,
        "is_locked": decided.is_locked,
    }


def _row(organiser_id: UUID, locked: LockedSessions, new: NewRegistration) -> dict[str, Any]:  # Any: JSON
    """Return one applicant's JSON row, with the events to send; the person event is used only for a new person."""
    applicant, person_id = new.applicant, ids.new()
    return {
        "cohort_id": locked.cohort_id,
        "registration_id": new.id,
        "registered_at": new.caller.now,
        "status": new.status,
        "calendar": new.calendar,
        "role": applicant.role,
        "organisation": applicant.organisation,
        "answers": new.answers,
        "person_id": person_id,
        "name": applicant.name,
        "name_sort": swedish.sort_key(applicant.name),
        "name_search": swedish.search_key(applicant.name),
        "email": applicant.email,
        "email_key": address_key(applicant.email),
        "language": applicant.language,
        "seats": [
            {"id": seat.id, "session_id": seat.place.session_id, "status": seat.place.status, "position": seat.place.position,
             "held_until": seat.place.held_until}
            for seat in new.seats
        ],
        "confirm_until": new.confirm_until,
        "correlation_id": new.caller.correlation_id,
        "person_event_id": ids.new(),
        "person": events.Person(
            organiser_id=organiser_id,
            id=person_id,
            epoch=locked.epoch,
            version=1,
            name=applicant.name,
            email=applicant.email,
            language=applicant.language,
        ),
        "registration_event_id": ids.new(),
        "registration": events.Registration(
            organiser_id=organiser_id,
            id=new.id,
            epoch=locked.epoch,
            version=1,
            cohort_id=locked.cohort_id,
            person_id=person_id,
            status=new.status,
            origin="form",
            registered_at=new.caller.now,
            calendar=new.calendar,
            confirm_until=new.confirm_until,
            seats=tuple(_snapshot(seat, new.caller.now) for seat in new.seats),
        ),
        **_audit(new.caller),
    }  # fmt: skip


def _audit(caller: Caller) -> dict[str, Any]:  # Any: JSON
    actor = caller.actor
    if not audit.is_audited(actor):
        return {}
    return {
        "audit_id": ids.new(),
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_role": actor.role,
    }


def _snapshot(seat: NewSeat, since: datetime) -> events.Seat:
    return events.Seat(
        id=seat.id,
        session_id=seat.place.session_id,
        status=seat.place.status,
        since=since,
        position=seat.place.rank,
        offered_until=seat.place.held_until,
    )
