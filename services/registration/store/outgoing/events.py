"""Snapshots for notify: current rows, read and written to the outbox in the transaction that changed them.

What webhooks are told of is written here too, for no change must be told to one of them and not to the other.

Each `tell_…` takes any number of ids, and runs one statement that reads and one that writes to the outbox.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.store import waiting_lists
from services.registration.store.sessions import room_url
from services.registration.store.webhooks import messages
from shared import events
from shared.channel import outbox
from shared.postgres import Conn
from shared.reminders import ReminderRule
from shared.send_hours import SendHours

ORGANISERS: Final = """
select o.id as organiser_id, o.id, e.value as epoch, o.version, o.slug, o.name, o.short_name, o.accent,
       o.send_hours, o.sending_paused_at, o.sender_name, o.sender_address,
       o.logo_hash, o.logo_width, o.logo_height
  from organiser o cross join epoch e
 where o.id = $1 and o.id = any($2::uuid[])
"""

PROGRAMMES: Final = """
select p.organiser_id, p.id, e.value as epoch, p.version, p.title, p.subtitle, p.summary, p.reservation,
       coalesce(p.extra -> 'price_sek' = '0'::jsonb, false) as is_free,
       p.registration = 'open' as is_open,
       k.label, k.title as contact_title, k.email, k.phone
  from programme p
  left join contact k on k.organiser_id = p.organiser_id and k.id = p.contact_id
 cross join epoch e
 where p.organiser_id = $1 and p.id = any($2::uuid[])
 order by p.id
"""

COHORTS: Final = """
select c.organiser_id, c.id, e.value as epoch, c.version, c.programme_id, c.name, c.status,
       c.confirmations as sends_confirmations, c.reminders, c.waiting_order, c.send_hours, c.sending_paused_at
  from cohort c cross join epoch e
 where c.organiser_id = $1 and c.id = any($2::uuid[])
 order by c.id
"""

SESSIONS: Final = f"""
select s.organiser_id, s.id, e.value as epoch, s.version, s.cohort_id, s.status, s.title, s.number, s.form, s.term,
       s.on_date as on, s.starts_at, s.ends_at, s.mode, s.place, s.note, coalesce(s.agenda, '{{}}') as agenda,
       {room_url} is not null as has_join_url,
       left(encode(sha256(convert_to({room_url}, 'UTF8')), 'hex'), 16) as link_mark,
       s.edition, s.timed_at, s.change_reason, s.cancel_reason, s.parent_id, s.choice_group
  from session s cross join epoch e
 where s.organiser_id = $1 and s.id = any($2::uuid[])
 order by s.id
"""

PEOPLE: Final = """
select p.organiser_id, p.id, e.value as epoch, p.version, p.name, p.email, p.language, p.protected_identity,
       p.feed_generation, p.address_erased, p.shared_key is not null as is_shared, p.address_edition,
       exists (select from erasure x where x.organiser_id = p.organiser_id and x.person_id = p.id) as erased
  from person p cross join epoch e
 where p.organiser_id = $1 and p.id = any($2::uuid[])
 order by p.id
"""

INVITATIONS: Final = """
select i.organiser_id, i.id, e.value as epoch, i.version, i.cohort_id, i.person_id, r.kind as form, i.status, i.session_ids,
       i.invited_at, r.respond_by, i.role, i.organisation, coalesce(r.substitutes_allowed, true) as substitutes_allowed,
       i.generation, i.link_asked_at, i.asked_again_at, i.reminded_at, sent.person_id as substitute_person_id,
       coalesce(sent.session_ids, '{}') as substitute_session_ids
  from invitation i
  join invitation_rule r on r.organiser_id = i.organiser_id and r.id = i.invitation_rule_id
  left join lateral (
    select g.person_id, array_agg(k.session_id order by k.session_id) as session_ids
      from registration g
      join seat k on k.organiser_id = g.organiser_id and k.registration_id = g.id and k.status <> 'withdrawn'
     where g.organiser_id = i.organiser_id and g.invitation_id = i.id and g.origin = 'substitute' and g.person_id <> i.person_id
       and not exists (select from registration own where own.organiser_id = i.organiser_id and own.cohort_id = i.cohort_id
                                                      and own.person_id = i.person_id and own.confirm_until is null)
     group by g.id, g.person_id
     order by g.id desc limit 1
  ) sent on i.status = 'substituted'
 cross join epoch e
 where i.organiser_id = $1 and i.id = any($2::uuid[])
 order by i.id
"""

REGISTRATIONS: Final = """
select r.organiser_id, r.id, e.value as epoch, r.version, r.cohort_id, r.person_id, r.status, r.origin, r.registered_at,
       r.invitation_id, r.calendar, r.was_subscribed, r.generation, r.link_asked_at, r.data_asked_at, r.data_generation,
       r.confirm_until, r.confirm_with_id,
       case when r.confirm_until is null then 0
            else (select count(*) from registration w
                   where w.organiser_id = r.organiser_id and w.cohort_id = r.cohort_id and w.confirm_with_id = r.id) end as confirms_others,
       c.asks and r.answers = '{}'::jsonb and r.consented_at is null
         and not exists (select from sensitive_answer a where a.organiser_id = r.organiser_id and a.registration_id = r.id)
         and (coalesce((select k.text is not null from consent k where k.organiser_id = r.organiser_id and k.cohort_id = r.cohort_id
                         order by k.version desc limit 1), false)
              or exists (select from question q
                          where q.organiser_id = r.organiser_id and q.cohort_id = r.cohort_id and q.required
                            and q.retired_at is null and q.condition_id is null
                            and (q.session_id is null
                                 or exists (select from seat g where g.organiser_id = r.organiser_id and g.registration_id = r.id
                                                                and g.session_id = q.session_id and g.status <> 'withdrawn')))
             ) as answers_missing,
       s.id as seat_id, s.session_id, s.status as seat_status, s.since, s.generation as seat_generation, s.offered_until,
       s.unsure_at is not null and s.status = 'confirmed' as is_unsure, s.entry_asked_at, s.proposal_refused as is_proposal_refused,
       coalesce(s.attendance = 'present', false) as was_present,
       case when given.since = s.since and same.person_id is null then giver.person_id end as handed_from_person_id,
       case when taken.since = s.since then heir.person_id end as handed_to_person_id,
       case when s.status = 'withdrawn' then coalesce(taken.by_position and taken.since = s.since, false)
            else s.by_position and given.since = s.since end as is_by_position,
       coalesce(case when s.status = 'withdrawn' then heir.person_id = coalesce(giver.person_id, asked.person_id)
                     else r.person_id = coalesce(had.person_id, came.person_id) end, false) as is_return
  from registration r
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
  left join seat s on s.organiser_id = r.organiser_id and s.registration_id = r.id
  left join invitation asked on asked.organiser_id = r.organiser_id and asked.id = r.invitation_id and r.origin = 'substitute'
  left join seat given on given.organiser_id = s.organiser_id and given.id = s.handed_from_id
  left join registration giver on giver.organiser_id = given.organiser_id and giver.id = given.registration_id
  left join merged_person same on same.organiser_id = r.organiser_id and same.person_id = giver.person_id and same.into_id = r.person_id
  left join invitation came on came.organiser_id = giver.organiser_id and came.id = giver.invitation_id and giver.origin = 'substitute'
  left join seat before on before.organiser_id = given.organiser_id and before.id = given.handed_from_id
  left join registration had on had.organiser_id = before.organiser_id and had.id = before.registration_id
  left join seat taken on taken.organiser_id = s.organiser_id and taken.handed_from_id = s.id and s.status = 'withdrawn'
  left join registration heir on heir.organiser_id = taken.organiser_id and heir.id = taken.registration_id
 cross join epoch e
 where r.organiser_id = $1 and r.id = any($2::uuid[])
 order by r.id, s.id
"""

Ids = Sequence[UUID]


async def tell_organisers(
    conn: Conn, organiser_id: UUID, ids: Ids, *, replayed_at: datetime | None = None
) -> None:
    await _tell(conn, await conn.fetch(ORGANISERS, organiser_id, ids), _organiser, replayed_at)


async def tell_programmes(
    conn: Conn, organiser_id: UUID, ids: Ids, *, replayed_at: datetime | None = None
) -> None:
    await _tell(conn, await conn.fetch(PROGRAMMES, organiser_id, ids), _programme, replayed_at)


async def tell_cohorts(
    conn: Conn, organiser_id: UUID, ids: Ids, *, replayed_at: datetime | None = None
) -> None:
    await _tell(conn, await conn.fetch(COHORTS, organiser_id, ids), _cohort, replayed_at)
    await messages.tell(conn, organiser_id, "cohort.changed", ids, replayed_at=replayed_at)


async def tell_sessions(
    conn: Conn, organiser_id: UUID, ids: Ids, *, replayed_at: datetime | None = None
) -> None:
    await _tell(conn, await conn.fetch(SESSIONS, organiser_id, ids), _session, replayed_at)
    await messages.tell(conn, organiser_id, "session.changed", ids, replayed_at=replayed_at)


async def tell_people(
    conn: Conn, organiser_id: UUID, ids: Ids, *, replayed_at: datetime | None = None
) -> None:
    await _tell(conn, await conn.fetch(PEOPLE, organiser_id, ids), _person, replayed_at)


async def tell_invitations(
    conn: Conn, organiser_id: UUID, ids: Ids, *, replayed_at: datetime | None = None
) -> None:
    await _tell(conn, await conn.fetch(INVITATIONS, organiser_id, ids), _invitation, replayed_at)


async def tell_registrations(
    conn: Conn, organiser_id: UUID, ids: Ids, *, replayed_at: datetime | None = None
) -> None:
    if ids:
        rows = await conn.fetch(REGISTRATIONS, organiser_id, ids)
        waited_for = {row["session_id"] for row in rows if row["seat_status"] == "waiting"}
        places = await waiting_lists.places(conn, organiser_id, waited_for)
        await outbox.add(conn, _registrations(rows, places), replayed_at=replayed_at)
        await messages.tell(conn, organiser_id, "registration.changed", ids, replayed_at=replayed_at)


async def _tell(
    conn: Conn,
    rows: Sequence[asyncpg.Record],
    snapshot: Callable[[dict[str, Any]], events.Event],  # Any: a row's values
    replayed_at: datetime | None,
) -> None:
    await outbox.add(conn, [snapshot(dict(row)) for row in rows], replayed_at=replayed_at)


def _organiser(row: dict[str, Any]) -> events.Event:
    return events.Organiser(**{**row, "send_hours": _send_hours(row)})


def _send_hours(row: dict[str, Any]) -> SendHours | None:  # Any: a row's values
    return msgspec.convert(row["send_hours"], SendHours | None)


def _programme(row: dict[str, Any]) -> events.Event:
    label, title, email, phone = (row.pop(name) for name in ("label", "contact_title", "email", "phone"))
    contact = events.Contact(label=label, title=title, email=email, phone=phone) if label else None
    return events.Programme(**row, contact=contact)


def _cohort(row: dict[str, Any]) -> events.Event:
    reminders = msgspec.convert(row.pop("reminders"), tuple[ReminderRule, ...])
    return events.Cohort(**{**row, "send_hours": _send_hours(row)}, reminders=reminders)


def _session(row: dict[str, Any]) -> events.Event:
    return events.Session(**{**row, "agenda": tuple(row["agenda"])})


def _person(row: dict[str, Any]) -> events.Event:
    return events.Person(**row)


def _invitation(row: dict[str, Any]) -> events.Event:
    lists = {name: tuple(row[name]) for name in ("session_ids", "substitute_session_ids")}
    return events.Invitation(**{**row, **lists})


def _registrations(rows: Sequence[asyncpg.Record], places: Mapping[UUID, int]) -> list[events.Event]:
    seats: dict[UUID, list[events.Seat]] = {}
    for row in rows:
        own_seats = seats.setdefault(row["id"], [])
        if row["seat_id"] is not None:
            own_seats.append(
                events.Seat(
                    id=row["seat_id"],
                    session_id=row["session_id"],
                    status=row["seat_status"],
                    since=row["since"],
                    was_present=row["was_present"],
                    position=places.get(row["seat_id"]),
                    generation=row["seat_generation"],
                    offered_until=row["offered_until"],
                    handed_from_person_id=row["handed_from_person_id"],
                    handed_to_person_id=row["handed_to_person_id"],
                    is_return=row["is_return"],
                    is_by_position=bool(row["is_by_position"]),
                    is_unsure=row["is_unsure"],
                    entry_asked_at=row["entry_asked_at"],
                    is_proposal_refused=row["is_proposal_refused"],
                )
            )
    one_row_each = {row["id"]: row for row in rows}
    return [
        events.Registration(
            organiser_id=row["organiser_id"],
            id=row["id"],
            epoch=row["epoch"],
            version=row["version"],
            cohort_id=row["cohort_id"],
            person_id=row["person_id"],
            status=row["status"],
            origin=row["origin"],
            registered_at=row["registered_at"],
            invitation_id=row["invitation_id"],
            calendar=row["calendar"],
            was_subscribed=row["was_subscribed"],
            generation=row["generation"],
            link_asked_at=row["link_asked_at"],
            data_asked_at=row["data_asked_at"],
            data_generation=row["data_generation"],
            answers_missing=row["answers_missing"],
            confirm_until=row["confirm_until"],
            confirm_with_id=row["confirm_with_id"],
            confirms_others=row["confirms_others"],
            seats=tuple(seats[row["id"]]),
        )
        for row in one_row_each.values()
    ]
