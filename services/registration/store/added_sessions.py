"""Sessions that are added to invitations which have been sent: to open ones at once, to answered ones when asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.registration.domain.invitation import InvitationWithAnswer
from shared.postgres import Conn

# Locked before the session, as when somebody answers (store/seats.py).
LOCK_OPEN: Final = """
select i.id
  from invitation i
  join invitation_rule r on r.organiser_id = i.organiser_id and r.id = i.invitation_rule_id
 where i.organiser_id = $1 and i.cohort_id = $2 and r.session_ids is null and r.kind <> 'kallelse'
   and i.status in ('queued', 'sent', 'bounced')
 order by i.id
   for no key update of i
"""

LOCK_LACKING: Final = """
select i.id, i.person_id, i.session_ids, r.kind = 'utses' as is_for_others
  from invitation i
  join invitation_rule r on r.organiser_id = $1 and r.id = i.invitation_rule_id
 where i.organiser_id = $1 and r.id = any($2::uuid[])
   and r.kind <> 'kallelse' and i.status in ('queued', 'sent', 'bounced') and not i.session_ids @> $3::uuid[]
 order by i.id
   for no key update of i
"""

# `unnest` flattens nested arrays, so each invitation's session ids are passed as one text.
ADD_TO_OPEN: Final = """
update invitation i
   set session_ids = i.session_ids || string_to_array(n.session_ids, ',')::uuid[], version = i.version + 1
  from unnest($2::uuid[], $3::text[]) as n (id, session_ids)
 where i.organiser_id = $1 and i.id = n.id
"""

LIST_COVERING_RULES: Final = """
select id from invitation_rule where organiser_id = $1 and cohort_id = $2 and session_ids is null order by id
"""

LIST_ANSWERED: Final = """
select id, person_id, session_ids
  from invitation
 where organiser_id = $1 and invitation_rule_id = $2 and status in ('accepted', 'declined')
   and not session_ids @> $3::uuid[]
 order by id
"""

LOCK_ANSWERED: Final = f"{LIST_ANSWERED.rstrip()} for no key update"

ASK_AGAIN: Final = """
update invitation i
   set session_ids = i.session_ids || string_to_array(n.session_ids, ',')::uuid[], asked_again_at = $2, version = i.version + 1
  from unnest($3::uuid[], $4::text[]) as n (id, session_ids)
 where i.organiser_id = $1 and i.id = n.id
"""


async def lock_open(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> None:
    """Lock the unanswered invitations that cover every session of the cohort."""
    await conn.execute(LOCK_OPEN, organiser_id, cohort_id)


async def lock_lacking(
    conn: Conn, organiser_id: UUID, rule_ids: Sequence[UUID], session_ids: Sequence[UUID]
) -> list[InvitationWithAnswer]:
    """Lock and return the unanswered invitations of these rules that lack one of these sessions."""
    rows = await conn.fetch(LOCK_LACKING, organiser_id, rule_ids, session_ids)
    return [InvitationWithAnswer(**row) for row in rows]


async def add_to_open(conn: Conn, organiser_id: UUID, added: Sequence[tuple[UUID, Sequence[UUID]]]) -> None:
    """Add sessions to unanswered invitations, given as pairs of id and sessions."""
    await conn.execute(
        ADD_TO_OPEN,
        organiser_id,
        [invitation_id for invitation_id, _ in added],
        [",".join(map(str, session_ids)) for _, session_ids in added],
    )


async def list_covering_rules(conn: Conn, organiser_id: UUID, cohort_id: UUID) -> list[UUID]:
    """Return the rules that cover every session of the cohort, later ones too."""
    return [row["id"] for row in await conn.fetch(LIST_COVERING_RULES, organiser_id, cohort_id)]


async def lock_answered(
    conn: Conn, organiser_id: UUID, rule_id: UUID, session_ids: Sequence[UUID]
) -> list[InvitationWithAnswer]:
    """Lock and return the invitations of a rule that were answered, yes or no, and lack one of these sessions."""
    rows = await conn.fetch(LOCK_ANSWERED, organiser_id, rule_id, session_ids)
    return [InvitationWithAnswer(**row) for row in rows]


async def list_answered(
    conn: Conn, organiser_id: UUID, rule_id: UUID, session_ids: Sequence[UUID]
) -> list[InvitationWithAnswer]:
    """Return the same without locking, to count them."""
    rows = await conn.fetch(LIST_ANSWERED, organiser_id, rule_id, session_ids)
    return [InvitationWithAnswer(**row) for row in rows]


async def ask_again(
    conn: Conn, organiser_id: UUID, added: Sequence[tuple[UUID, Sequence[UUID]]], *, now: datetime
) -> None:
    """Add sessions to answered invitations, given as pairs of id and sessions, and note when they were asked about."""
    await conn.execute(
        ASK_AGAIN,
        organiser_id,
        now,
        [invitation_id for invitation_id, _ in added],
        [",".join(map(str, session_ids)) for _, session_ids in added],
    )
