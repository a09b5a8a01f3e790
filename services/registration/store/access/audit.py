"""Rows of `audit`: who changed what, written in the transaction of the change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.audit import Fields
from services.registration.domain.caller import Actor, ActorKind, Caller, Role
from services.registration.domain.errors import NotFound
from shared import ids
from shared.postgres import Conn

WRITE: Final = """
insert into audit (organiser_id, id, at, actor_kind, actor_id, actor_role, action, subject_kind, subject_id,
                   before, after, correlation_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""

WRITE_MANY: Final = """
insert into audit (organiser_id, id, at, actor_kind, actor_id, actor_role, action, subject_kind, subject_id,
                   before, after, correlation_id)
select $1, n.id, $3, $4, $5, $6, n.action, n.subject_kind, n.subject_id, n.before, n.after, $7
  from unnest($2::uuid[], $8::text[], $9::text[], $10::uuid[], $11::jsonb[], $12::jsonb[])
    as n (id, action, subject_kind, subject_id, before, after)
"""

# The entry stays, without its values.
SCRUB: Final = """
update audit set before = null, after = null where organiser_id = $1 and subject_id = any($2::uuid[])
"""

# Of a change to a person with a protected identity only the names of the fields are shown.
_entries: Final = """
select a.id, a.at, a.actor_kind, a.actor_id, a.actor_role, coalesce(t.name, s.name, s.email) as actor_name, a.action, a.subject_kind, a.subject_id,
       case when p.id is null then a.before end as before,
       case when p.id is null then a.after
            when a.after is not null
            then jsonb_build_object('changed', (select jsonb_agg(k order by k) from jsonb_object_keys(a.after) as k)) end as after,
       a.correlation_id
  from audit a
  left join person p on p.organiser_id = a.organiser_id and p.id = a.subject_id and p.protected_identity
  left join api_token t on t.organiser_id = a.organiser_id and t.id = a.actor_id
  left join staff s on s.organiser_id = a.organiser_id and s.id = a.actor_id
"""

LIST: Final = f"""{_entries}
 where a.organiser_id = $1 and a.id < $2 and ($4::uuid is null or a.subject_id = $4)
   and ($5::uuid is null or a.actor_id = $5) and ($6::text is null or a.actor_kind = $6)
   and ($7::text[] is null or a.action = any($7))
   and ($8::timestamptz is null or a.at >= $8) and ($9::timestamptz is null or a.at < $9)
 order by a.id desc limit $3
"""

GET: Final = f"{_entries} where a.organiser_id = $1 and a.id = $2"

FORGET: Final = "delete from audit where at < $1"

# The kinds of actors whose changes are logged: all but the service itself, whose changes follow from theirs and from the
# clock (docs/decisions/0035-audit.md).
_AUDITED: Final = frozenset({"token", "staff", "command", "participant", "visitor"})


class NewAuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One of many entries that are written together, as `write` takes it."""

    action: str
    subject: tuple[str, UUID]
    before: Fields | None = None
    after: Fields | None = None


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as stored, with the name of the token or the staff member that acted."""

    id: UUID
    at: datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    actor_role: Role | None
    actor_name: str | None
    action: str
    subject_kind: str
    subject_id: UUID
    before: Fields | None
    after: Fields | None
    correlation_id: str | None


class AuditSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries are wanted; None: whatever. `since` and `until` (exclusive) are about when it was done."""

    subject_id: UUID | None = None
    actor_id: UUID | None = None
    actor_kind: ActorKind | None = None
    actions: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None


def is_audited(actor: Actor) -> bool:
    """Whether changes by this actor are logged."""
    return actor.kind in _AUDITED


async def write(
    conn: Conn,
    caller: Caller,
    action: str,
    subject: tuple[str, UUID],
    *,
    before: Fields | None = None,
    after: Fields | None = None,
) -> None:
    """Log an action by the caller on a subject (its kind and id); does nothing for callers that are not audited.

    `before` and `after`: only the fields that changed. They may hold personal data if the subject is a person, an
    invitation, a registration or an enquiry, which erasure reaches by the subject's id; nothing personal elsewhere.
    """
    if not is_audited(caller.actor):
        return
    kind, subject_id = subject
    await conn.execute(
        WRITE,
        caller.organiser_id,
        ids.new(),
        caller.now,
        caller.actor.kind,
        caller.actor.id,
        caller.actor.role,
        action,
        kind,
        subject_id,
        _builtins(before),
        _builtins(after),
        caller.correlation_id,
    )


async def write_many(conn: Conn, caller: Caller, entries: Sequence[NewAuditEntry]) -> None:
    """Log many actions of one caller in one statement, as `write` does with one."""
    if not entries or not is_audited(caller.actor):
        return
    actor = caller.actor
    await conn.execute(
        WRITE_MANY,
        caller.organiser_id,
        [ids.new() for _ in entries],
        caller.now,
        actor.kind,
        actor.id,
        actor.role,
        caller.correlation_id,
        [entry.action for entry in entries],
        [entry.subject[0] for entry in entries],
        [entry.subject[1] for entry in entries],
        [_builtins(entry.before) for entry in entries],
        [_builtins(entry.after) for entry in entries],
    )


async def list_before(
    conn: Conn, organiser_id: UUID, wanted: AuditSearch, *, before: UUID, limit: int
) -> list[AuditEntry]:
    """Return a page of entries, the newest first: those with ids below `before`."""
    rows = await conn.fetch(
        LIST,
        organiser_id,
        before,
        limit,
        wanted.subject_id,
        wanted.actor_id,
        wanted.actor_kind,
        wanted.actions,
        wanted.since,
        wanted.until,
    )
    return [msgspec.convert(dict(row), AuditEntry) for row in rows]


async def get(conn: Conn, organiser_id: UUID, entry_id: UUID) -> AuditEntry:
    """Return one entry; raises `NotFound`."""
    row = await conn.fetchrow(GET, organiser_id, entry_id)
    if row is None:
        raise NotFound("audit")
    return msgspec.convert(dict(row), AuditEntry)


async def scrub(conn: Conn, organiser_id: UUID, subject_ids: Sequence[UUID]) -> None:
    """Remove the logged values of changes to these subjects; actor and time stay."""
    await conn.execute(SCRUB, organiser_id, subject_ids)


async def forget(conn: Conn, *, before: datetime) -> None:
    """Delete rows older than `before`."""
    await conn.execute(FORGET, before)


def _builtins(fields: Fields | None) -> Fields | None:
    return None if fields is None else msgspec.to_builtins(fields)
