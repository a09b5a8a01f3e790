"""Rows of `snapshot`: the newest of each thing, and which units it bears on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from shared.events import Invitation, Registration, Session, ToNotify
from shared.postgres import Conn

LOCK_ORGANISERS: Final = """
select pg_advisory_xact_lock(hashtextextended('plan:' || id, 0))
  from (select id::text as id from unnest($1::uuid[]) as o (id) order by id) as o
"""

STATES: Final = """
select s.kind, s.id, s.epoch, s.version, s.replayed_at,
       case when s.kind = 'cohort' then s.body::text end as body
  from unnest($1::text[], $2::uuid[]) as n (kind, id)
  join snapshot s on s.kind = n.kind and s.id = n.id
"""

# Newer ones replace; an original replaces a replay of itself.
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

UNITS_OF_PEOPLE: Final = """
select id from snapshot
 where organiser_id = $1 and person_id = any($2::uuid[]) and kind in ('registration', 'invitation')
"""

UNITS_OF_COHORTS: Final = """
select id from snapshot
 where organiser_id = $1 and cohort_id = any($2::uuid[]) and kind in ('registration', 'invitation')
"""

HOLDERS: Final = """
select distinct s.id
  from unnest($2::uuid[], $3::uuid[]) as n (cohort_id, session_id)
  join snapshot s on s.organiser_id = $1 and s.cohort_id = n.cohort_id
 where (s.kind = 'registration'
        and s.body -> 'seats' @> jsonb_build_array(jsonb_build_object('session_id', n.session_id)))
    or (s.kind = 'invitation' and s.body -> 'session_ids' @> to_jsonb(n.session_id))
"""

CALLED: Final = """
select s.id
  from unnest($2::uuid[], $3::uuid[]) as n (invitation_id, person_id)
  join snapshot s on s.organiser_id = $1 and s.person_id = n.person_id and s.kind = 'registration'
                 and s.body ->> 'invitation_id' = n.invitation_id::text
"""

UNITS_OF_PROGRAMMES: Final = """
select u.id
  from snapshot c
  join snapshot u on u.organiser_id = $1 and u.cohort_id = c.id and u.kind in ('registration', 'invitation')
 where c.organiser_id = $1 and c.kind = 'cohort' and (c.body ->> 'programme_id')::uuid = any($2::uuid[])
"""

UNITS_OF_ORGANISER: Final = (
    "select id from snapshot"
    " where organiser_id = $1 and kind in ('registration', 'invitation', 'enquiry', 'opening')"
)

ADDRESS: Final = """
select body ->> 'email' from snapshot where organiser_id = $1 and kind = 'person' and id = $2
"""

# Enquiries and openings have no person; they are the person's by their address.
ERASE_NOTICES: Final = """
delete from snapshot
 where organiser_id = $1 and kind in ('enquiry', 'opening') and lower(body ->> 'email') = lower($2)
returning id
"""

ERASE_PERSON: Final = """
update snapshot
   set body = body || jsonb_build_object('name', $3::text, 'email', null, 'protected_identity', false, 'erased', true)
 where organiser_id = $1 and kind = 'person' and id = $2
"""

ERASE_INVITATIONS: Final = """
update snapshot set body = body || '{"role": null, "organisation": null}'
 where organiser_id = $1 and kind = 'invitation' and person_id = $2
"""

_NAME_ERASED: Final = "Borttagen person"
_DECODER: Final = msgspec.json.Decoder(ToNotify)


class SnapshotVersion(msgspec.Struct, frozen=True, kw_only=True):
    """How the newest of a thing is known; `body` for cohorts only."""

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
    """Let nobody else plan for these tenants until the transaction ends.

    Two at once, each without sight of what the other brings, would both plan nothing.
    """
    await conn.fetch(LOCK_ORGANISERS, organiser_ids)


async def states(conn: Conn, events: Sequence[ToNotify]) -> dict[tuple[str, UUID], SnapshotVersion]:
    """Say what is known of these things already."""
    rows = await conn.fetch(STATES, [kind_of(one) for one in events], [one.id for one in events])
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
    """Keep these, each with the time of its replay, if it is one."""
    await conn.execute(
        PUT,
        [one.organiser_id for one, _ in events],
        [kind_of(one) for one, _ in events],
        [one.id for one, _ in events],
        [
            one.cohort_id if isinstance(one, Session | Invitation | Registration) else None
            for one, _ in events
        ],
        [one.person_id if isinstance(one, Invitation | Registration) else None for one, _ in events],
        [one.epoch for one, _ in events],
        [one.version for one, _ in events],
        [replayed_at for _, replayed_at in events],
        [msgspec.json.encode(one).decode() for one, _ in events],
    )


async def find(
    conn: Conn, organiser_id: UUID, wanted: Sequence[tuple[str, UUID]]
) -> dict[UUID, StoredSnapshot]:
    """Fetch things of one tenant by kind and id; what is not known is not there."""
    rows = await conn.fetch(FIND, organiser_id, [kind for kind, _ in wanted], [one for _, one in wanted])
    return {
        row["id"]: StoredSnapshot(event=_DECODER.decode(row["body"]), replayed_at=row["replayed_at"])
        for row in rows
    }


async def units_of_people(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> list[UUID]:
    return [row["id"] for row in await conn.fetch(UNITS_OF_PEOPLE, organiser_id, person_ids)]


async def units_of_cohorts(conn: Conn, organiser_id: UUID, cohort_ids: Sequence[UUID]) -> list[UUID]:
    return [row["id"] for row in await conn.fetch(UNITS_OF_COHORTS, organiser_id, cohort_ids)]


async def holders(conn: Conn, organiser_id: UUID, sessions: Sequence[Session]) -> list[UUID]:
    """Find the registrations with a seat in one of these sessions, and the invitations to it."""
    cohort_ids, ids = [one.cohort_id for one in sessions], [one.id for one in sessions]
    return [row["id"] for row in await conn.fetch(HOLDERS, organiser_id, cohort_ids, ids)]


async def called(conn: Conn, organiser_id: UUID, invitations: Sequence[Invitation]) -> list[UUID]:
    """Find the registrations that came with these invitations."""
    ids, person_ids = [one.id for one in invitations], [one.person_id for one in invitations]
    return [row["id"] for row in await conn.fetch(CALLED, organiser_id, ids, person_ids)]


async def units_of_programmes(conn: Conn, organiser_id: UUID, programme_ids: Sequence[UUID]) -> list[UUID]:
    return [row["id"] for row in await conn.fetch(UNITS_OF_PROGRAMMES, organiser_id, programme_ids)]


async def units_of_organiser(conn: Conn, organiser_id: UUID) -> list[UUID]:
    return [row["id"] for row in await conn.fetch(UNITS_OF_ORGANISER, organiser_id)]


async def erase(conn: Conn, organiser_id: UUID, person_id: UUID) -> list[UUID]:
    """Remove a person's name, address, role and organisation; delete and return the notices to their address."""
    email = await conn.fetchval(ADDRESS, organiser_id, person_id)
    notices = await conn.fetch(ERASE_NOTICES, organiser_id, email) if email else []
    await conn.execute(ERASE_INVITATIONS, organiser_id, person_id)
    await conn.execute(ERASE_PERSON, organiser_id, person_id, _NAME_ERASED)
    return [row["id"] for row in notices]
