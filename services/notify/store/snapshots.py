"""Rows of `snapshot`: the newest version of each thing, and the units that it affects."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Record

from shared.events import (
    Cohort,
    Invitation,
    Person,
    Registration,
    Session,
    ToNotify,
)
from shared.mailing_events import Mailing, MailingAttachment, MailingRecipient
from shared.postgres import Conn

LOCK_ORGANISERS: Final = """
select pg_advisory_xact_lock(hashtextextended('plan:' || id, 0))
  from (select id::text as id from unnest($1::uuid[]) as o (id) order by id) as o
"""

STATES: Final = """
select s.kind, s.id, s.epoch, s.version, s.replayed_at,
       case when s.kind in ('organiser', 'cohort', 'person') then s.body::text end as body
  from unnest($1::text[], $2::uuid[]) as n (kind, id)
  join snapshot s on s.kind = n.kind and s.id = n.id
"""

# A newer version replaces the stored one; an original replaces a replay of the same version.
PUT: Final = """
insert into snapshot (organiser_id, kind, id, cohort_id, person_id, epoch, version, replayed_at, body)
select organiser_id, kind, id, cohort_id, person_id, epoch, version, replayed_at, body::jsonb
  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::int[], $7::int[], $8::timestamptz[], $9::text[])
    as n (organiser_id, kind, id, cohort_id, person_id, epoch, version, replayed_at, body)
    on conflict (kind, id) do update
   set cohort_id = excluded.cohort_id, person_id = excluded.person_id, epoch = excluded.epoch,
       version = excluded.version, replayed_at = excluded.replayed_at, body = excluded.body
 where snapshot.organiser_id = excluded.organiser_id
   and ((excluded.epoch, excluded.version) > (snapshot.epoch, snapshot.version)
        or ((excluded.epoch, excluded.version) = (snapshot.epoch, snapshot.version)
            and snapshot.replayed_at is not null and excluded.replayed_at is null))
"""

FIND: Final = """
select s.id, s.body::text as body, s.replayed_at
  from unnest($2::text[], $3::uuid[]) as n (kind, id)
  join snapshot s on s.kind = n.kind and s.id = n.id and s.organiser_id = $1
"""

# Every kind for every id: the primary key is looked up for each pair.
FIND_UNITS: Final = """
select s.id, s.body::text as body, s.replayed_at
  from unnest($3::uuid[]) as n (id)
 cross join unnest($2::text[]) as k (kind)
  join snapshot s on s.kind = k.kind and s.id = n.id and s.organiser_id = $1
"""

UNITS_OF_PEOPLE: Final = """
select id from snapshot
 where organiser_id = $1 and person_id = any($2::uuid[]) and kind in ('registration', 'invitation', 'mailing_recipient')
"""

# Person by person: the planner would rather read every registration of the tenant and join them.
REGISTRATIONS_OF_PEOPLE: Final = """
select found.id, found.body::text as body
  from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as n (person_id, cohort_id, unit_id)
 cross join lateral (
    select s.id, s.body
      from snapshot s
     where s.organiser_id = $1 and s.person_id = n.person_id and s.kind = 'registration'
       and s.cohort_id is not distinct from n.cohort_id and s.id <> n.unit_id
    offset 0) as found
"""

UNITS_OF_COHORTS: Final = """
select id from snapshot
 where organiser_id = $1 and cohort_id = any($2::uuid[]) and kind in ('registration', 'invitation')
"""

UNITS_OF_SESSIONS: Final = """
select distinct s.id
  from unnest($2::uuid[], $3::uuid[]) as n (cohort_id, session_id)
  join snapshot s on s.organiser_id = $1 and s.cohort_id = n.cohort_id
 where (s.kind = 'registration'
        and s.body -> 'seats' @> jsonb_build_array(jsonb_build_object('session_id', n.session_id)))
    or (s.kind = 'invitation' and s.body -> 'session_ids' @> to_jsonb(n.session_id))
"""

REGISTRATIONS_OF_INVITATIONS: Final = """
select s.id
  from unnest($2::uuid[], $3::uuid[]) as n (invitation_id, person_id)
  join snapshot s on s.organiser_id = $1 and s.person_id = n.person_id and s.kind = 'registration'
                 and s.body ->> 'invitation_id' = n.invitation_id::text
"""

UNITS_OF_PROGRAMMES: Final = """
select u.id
  from snapshot c
  join snapshot u on u.organiser_id = $1 and u.cohort_id = c.id
                  and u.kind in ('registration', 'invitation', 'mailing_recipient')
 where c.organiser_id = $1 and c.kind = 'cohort' and (c.body ->> 'programme_id')::uuid = any($2::uuid[])
"""

UNITS_OF_ORGANISER: Final = (
    "select id from snapshot"
    " where organiser_id = $1 and kind in ('registration', 'invitation', 'enquiry', 'opening', 'mailing_recipient', 'staff_link')"
)

# Recipients of mailings whose mail may have waited for what has arrived: of these cohorts, these people, or these mailings.
MAILED: Final = """
select id from snapshot where organiser_id = $1 and cohort_id = any($2::uuid[]) and kind = 'mailing_recipient'
union
select id from snapshot where organiser_id = $1 and person_id = any($3::uuid[]) and kind = 'mailing_recipient'
union
select id from snapshot
 where organiser_id = $1 and cohort_id = any($4::uuid[]) and kind = 'mailing_recipient' and body ->> 'mailing_id' = any($5::text[])
"""

_DECODER: Final = msgspec.json.Decoder(ToNotify)


class SnapshotVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The stored version of a thing. `body` is loaded for organisers, cohorts and people only."""

    epoch: int
    version: int
    replayed_at: datetime | None
    body: ToNotify | None


class StoredSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    event: ToNotify
    replayed_at: datetime | None


def kind_of(event: ToNotify) -> str:
    return str(event.__struct_config__.tag)


async def lock_organisers(conn: Conn, organiser_ids: Sequence[UUID]) -> None:
    """Take the planning lock of these tenants until the transaction ends.

    Without it two transactions, neither of which sees the other's snapshots, could both find a unit incomplete.
    """
    await conn.fetch(LOCK_ORGANISERS, organiser_ids)


async def states(conn: Conn, events: Sequence[ToNotify]) -> dict[tuple[str, UUID], SnapshotVersion]:
    """Return the stored versions of these things by kind and id; unknown ones are missing."""
    rows = await conn.fetch(STATES, [kind_of(event) for event in events], [event.id for event in events])
    return {
        (row["kind"], row["id"]): SnapshotVersion(
            epoch=row["epoch"],
            version=row["version"],
            replayed_at=row["replayed_at"],
            body=_DECODER.decode(row["body"]) if row["body"] else None,
        )
        for row in rows
    }


async def put(conn: Conn, events: Sequence[tuple[ToNotify, datetime | None]]) -> None:
    """Store events, each with the time of its replay (None: an original)."""
    await conn.execute(
        PUT,
        [event.organiser_id for event, _ in events],
        [kind_of(event) for event, _ in events],
        [event.id for event, _ in events],
        [
            event.cohort_id
            if isinstance(event, Session | Invitation | Registration | MailingRecipient)
            else None
            for event, _ in events
        ],
        [
            event.person_id if isinstance(event, Invitation | Registration | MailingRecipient) else None
            for event, _ in events
        ],
        [event.epoch for event, _ in events],
        [event.version for event, _ in events],
        [replayed_at for _, replayed_at in events],
        [msgspec.json.encode(event).decode() for event, _ in events],
    )


async def find(
    conn: Conn, organiser_id: UUID, keys: Collection[tuple[str, UUID]]
) -> dict[UUID, StoredSnapshot]:
    """Return snapshots of one tenant by id; unknown ones are missing."""
    rows = await conn.fetch(FIND, organiser_id, [kind for kind, _ in keys], [event for _, event in keys])
    return _stored(rows)


async def find_units(
    conn: Conn, organiser_id: UUID, kinds: Sequence[str], unit_ids: Sequence[UUID]
) -> dict[UUID, StoredSnapshot]:
    """Return the snapshots of one tenant with these ids that are of one of these kinds."""
    return _stored(await conn.fetch(FIND_UNITS, organiser_id, kinds, unit_ids))


def _stored(rows: Sequence[Record]) -> dict[UUID, StoredSnapshot]:
    return {
        row["id"]: StoredSnapshot(event=_DECODER.decode(row["body"]), replayed_at=row["replayed_at"])
        for row in rows
    }


async def units_of_people(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> list[UUID]:
    return [row["id"] for row in await conn.fetch(UNITS_OF_PEOPLE, organiser_id, person_ids)]


async def registrations_of_people(
    conn: Conn, organiser_id: UUID, units: Sequence[Registration | Invitation]
) -> list[Registration]:
    """Return the registrations of the people of these units in the same cohorts, each unit's own left out; some may come twice."""
    rows = await conn.fetch(
        REGISTRATIONS_OF_PEOPLE,
        organiser_id,
        [unit.person_id for unit in units],
        [unit.cohort_id for unit in units],
        [unit.id for unit in units],
    )
    found = (_DECODER.decode(row["body"]) for row in rows)
    return [event for event in found if isinstance(event, Registration)]


async def units_of_cohorts(conn: Conn, organiser_id: UUID, cohort_ids: Sequence[UUID]) -> list[UUID]:
    return [row["id"] for row in await conn.fetch(UNITS_OF_COHORTS, organiser_id, cohort_ids)]


async def units_of_sessions(conn: Conn, organiser_id: UUID, sessions: Sequence[Session]) -> list[UUID]:
    """Return the registrations with a seat in these sessions, and the invitations to them."""
    cohort_ids, ids = [event.cohort_id for event in sessions], [event.id for event in sessions]
    return [row["id"] for row in await conn.fetch(UNITS_OF_SESSIONS, organiser_id, cohort_ids, ids)]


async def registrations_of_invitations(
    conn: Conn, organiser_id: UUID, invitations: Sequence[Invitation]
) -> list[UUID]:
    """Return the registrations that were made by these invitations (a kallelse registers its recipient)."""
    ids, person_ids = [event.id for event in invitations], [event.person_id for event in invitations]
    return [
        row["id"] for row in await conn.fetch(REGISTRATIONS_OF_INVITATIONS, organiser_id, ids, person_ids)
    ]


async def mailed(conn: Conn, organiser_id: UUID, arrived: Sequence[ToNotify]) -> list[UUID]:
    """Return the recipients of mailings whose mail may have waited for one of these snapshots."""
    cohort_ids = [event.id for event in arrived if isinstance(event, Cohort)]
    cohort_ids += [event.cohort_id for event in arrived if isinstance(event, Session)]
    person_ids = [event.id for event in arrived if isinstance(event, Person)]
    person_ids += [event.person_id for event in arrived if isinstance(event, Registration | Invitation)]
    of_mailings = [
        (event.cohort_id, event.id if isinstance(event, Mailing) else event.mailing_id)
        for event in arrived
        if isinstance(event, Mailing | MailingAttachment)
    ]
    if not (cohort_ids or person_ids or of_mailings):
        return []
    rows = await conn.fetch(
        MAILED,
        organiser_id,
        cohort_ids,
        person_ids,
        [cohort_id for cohort_id, _ in of_mailings],
        [str(mailing_id) for _, mailing_id in of_mailings],
    )
    return [row["id"] for row in rows]


async def units_of_programmes(conn: Conn, organiser_id: UUID, programme_ids: Sequence[UUID]) -> list[UUID]:
    return [row["id"] for row in await conn.fetch(UNITS_OF_PROGRAMMES, organiser_id, programme_ids)]


async def units_of_organiser(conn: Conn, organiser_id: UUID) -> list[UUID]:
    return [row["id"] for row in await conn.fetch(UNITS_OF_ORGANISER, organiser_id)]
