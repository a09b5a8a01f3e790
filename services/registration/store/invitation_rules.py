"""Rows of `invitation_rule`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.registration.domain.errors import DependedUpon, NotFound
from services.registration.domain.invitation import InvitationRule
from services.registration.store.rows import get_row, insert_once
from shared.postgres import Conn

columns: Final = """
       organiser_id, id, cohort_id, audience_id, session_ids, kind, invited_by_id, opens_on, respond_by,
       substitutes_allowed, waiting_list, invited_at, version"""

LIST: Final = f"""
select{columns}
  from invitation_rule
 where organiser_id = $1
   and ($2::uuid is null or cohort_id = $2)
   and ($3::uuid[] is null or id = any($3))
   and ($4::uuid is null or id > $4)
 order by id
 limit $5
"""

LOCK_ALL: Final = f"""
select{columns}
  from invitation_rule
 where organiser_id = $1 and cohort_id = $2
 order by id
   for no key update
"""

LOCK: Final = f"""
select{columns}
  from invitation_rule
 where organiser_id = $1 and id = $2
   for no key update
"""

INSERT: Final = """
insert into invitation_rule (organiser_id, id, cohort_id, audience_id, session_ids, kind, invited_by_id, opens_on, respond_by,
                             substitutes_allowed, waiting_list)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""

UPDATE: Final = """
update invitation_rule
   set audience_id = $3, session_ids = $4, kind = $5, invited_by_id = $6, opens_on = $7, respond_by = $8,
       substitutes_allowed = $9, waiting_list = $10, version = $11
 where organiser_id = $1 and id = $2
"""

MARK_INVITED: Final = """
update invitation_rule set invited_at = $3 where organiser_id = $1 and id = $2 and invited_at is null
"""

LIST_WAITING: Final = f"""
select{columns}
  from invitation_rule
 where organiser_id = $1 and cohort_id = any($2::uuid[]) and opens_on is not null and invited_at is null
 order by id
"""

LIST_DUE: Final = """
select r.organiser_id, r.cohort_id, r.id
  from invitation_rule r
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
 where r.invited_at is null and r.opens_on <= $1::date and (r.respond_by is null or r.respond_by >= $1::date)
   and c.status = 'open'
   and not exists (select from scheduled_sending s
                    where s.organiser_id = r.organiser_id and s.invitation_rule_id = r.id and s.status = 'waiting')
 order by r.opens_on, r.id
"""

DELETE: Final = """
delete from invitation_rule where organiser_id = $1 and id = $2 returning id
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    cohort_id: UUID | None = None,
    ids: Sequence[UUID] | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[InvitationRule]:
    """Return rules in order of creation; all after `after` if `limit` is None."""
    return [
        InvitationRule(**row) for row in await conn.fetch(LIST, organiser_id, cohort_id, ids, after, limit)
    ]


async def get(conn: Conn, organiser_id: UUID, rule_id: UUID) -> InvitationRule:
    """Return a rule; raises `NotFound`."""
    if not (found := await list_after(conn, organiser_id, ids=[rule_id])):
        raise NotFound("invitation_rule")
    return found[0]


async def lock_all(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> list[InvitationRule]:
    """Lock a cohort's rules: only one transaction invites at a time, so no person is invited twice to a session."""
    return [InvitationRule(**row) for row in await conn.fetch(LOCK_ALL, organiser_id, cohort_id)]


async def lock(conn: Conn, organiser_id: UUID, rule_id: UUID) -> InvitationRule:
    """Lock and return a rule; raises `NotFound`."""
    return InvitationRule(**await get_row(conn, "invitation_rule", LOCK, organiser_id, rule_id))


async def insert(conn: Conn, rule: InvitationRule) -> None:
    """Store a new rule; raises `NotFound` if it refers to a row that does not exist."""
    try:
        await insert_once(conn, INSERT, rule.organiser_id, rule.id, rule.cohort_id, *_values(rule))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_named(error)) from error


async def update(conn: Conn, rule: InvitationRule) -> None:
    """Store all fields of a changed rule; the caller has locked its row."""
    try:
        await conn.execute(UPDATE, rule.organiser_id, rule.id, *_values(rule), rule.version)
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_named(error)) from error


async def mark_invited(conn: Conn, organiser_id: UUID, rule_id: UUID, *, now: datetime) -> None:
    """Record when the rule first invited, so that the periodic task does not run it again."""
    await conn.execute(MARK_INVITED, organiser_id, rule_id, now)


async def list_waiting(conn: Conn, organiser_id: UUID, cohort_ids: Sequence[UUID]) -> list[InvitationRule]:
    """Return the rules of these cohorts that wait for their day, in order of creation."""
    return [InvitationRule(**row) for row in await conn.fetch(LIST_WAITING, organiser_id, cohort_ids)]


async def list_due(conn: Conn, *, on: date) -> list[tuple[UUID, UUID, UUID]]:
    """Return rules of open cohorts that are due and have not invited yet: organiser, cohort, rule.

    A time that somebody has chosen for a rule comes before its day.
    """
    return [(row["organiser_id"], row["cohort_id"], row["id"]) for row in await conn.fetch(LIST_DUE, on)]


async def delete(conn: Conn, organiser_id: UUID, rule_id: UUID) -> None:
    try:
        if await conn.fetchval(DELETE, organiser_id, rule_id) is None:
            raise NotFound("invitation_rule")
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error


def _values(rule: InvitationRule) -> list[object]:
    """Return the editable values in the order of the statements."""
    return [
        rule.audience_id,
        rule.session_ids,
        rule.kind,
        rule.invited_by_id,
        rule.opens_on,
        rule.respond_by,
        rule.substitutes_allowed,
        rule.waiting_list,
    ]


def _named(error: asyncpg.ForeignKeyViolationError) -> str:
    """Return the kind of the missing row: `invitation_rule_audience_fkey` is about an audience."""
    return (error.constraint_name or "").removeprefix("invitation_rule_").removesuffix("_fkey")
