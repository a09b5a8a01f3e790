"""Rows of `scheduled_sending`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.errors import InUse, NotFound
from services.registration.domain.scheduled_sending import INTERRUPTED, ScheduledSending, SendingStatus
from services.registration.store.rows import get_row, insert_once
from shared.postgres import Conn

_shown: Final = """
select organiser_id, id, cohort_id, invitation_rule_id, status, send_at, foreseen, started_at, ended_at, reached, problem,
       version
  from scheduled_sending"""

FIND: Final = f"{_shown} where organiser_id = $1 and id = $2"

LOCK: Final = f"{FIND} for update"

LIST: Final = f"""{_shown}
 where organiser_id = $1 and id > $2
   and ($3::uuid is null or cohort_id = $3)
   and ($4::text is null or status = $4)
 order by id limit $5
"""

# Those that wait, the soonest first, and then the last that went or could not go.
LIST_OF_COHORT: Final = f"""
(select w.* from ({_shown}) w where w.organiser_id = $1 and w.cohort_id = $2 and w.status = 'waiting' order by w.send_at, w.id)
union all
(select e.* from ({_shown}) e where e.organiser_id = $1 and e.cohort_id = $2 and e.status in ('sent', 'not_sent')
  order by e.send_at desc, e.id desc limit $3)
"""

LIST_WAITING: Final = f"""{_shown}
 where organiser_id = $1 and cohort_id = any($2::uuid[]) and status = 'waiting'
 order by send_at, id
"""

LIST_DUE: Final = """
select organiser_id, id from scheduled_sending
 where status = 'waiting' and (started_at is null and send_at <= $1 or started_at <= $2)
 order by send_at, id limit $3
"""

# Of what is just going: how many it was to reach and has not, by the rows that each of its transactions leaves; and how many it
# is to reach in all, as long as notify may not have planned the last mails of what has just ended.
GOING: Final = """
select count(*) filter (where s.status = 'waiting') as number,
       coalesce(sum(coalesce(s.reached, s.foreseen)), 0)::int as to_reach,
       coalesce(sum(greatest(s.foreseen - (
         select count(*) from invitation i
          where i.organiser_id = s.organiser_id and i.invitation_rule_id = s.invitation_rule_id
            and i.invited_at >= coalesce(s.started_at, s.send_at)
       ) - (
         select count(*) from invitation i
          where s.invitation_rule_id is null and i.organiser_id = s.organiser_id and i.cohort_id = s.cohort_id
            and i.reminded_at >= coalesce(s.started_at, s.send_at)
       ), 0)) filter (where s.status = 'waiting'), 0)::int as left_to_reach
  from scheduled_sending s
 where s.organiser_id = $1 and s.cohort_id = $2
   and (s.status = 'waiting' and (s.started_at is not null or s.send_at <= $3) or s.status = 'sent' and s.started_at > $4)
"""

INSERT: Final = """
insert into scheduled_sending (organiser_id, id, cohort_id, invitation_rule_id, send_at, foreseen)
values ($1, $2, $3, $4, $5, $6)
"""

UPDATE: Final = """
update scheduled_sending
   set status = $3, send_at = $4, foreseen = $5, started_at = $6, ended_at = $7, reached = $8, problem = $9,
       version = version + 1
 where organiser_id = $1 and id = $2
"""


class GoingSendings(msgspec.Struct, frozen=True, kw_only=True):
    """What is just going to a cohort, `number` of them; `left_to_reach`: people of those that were foreseen.

    `to_reach`: people in all, those of what has ended in the last minutes among them.
    """

    number: int
    to_reach: int
    left_to_reach: int


async def get(conn: Conn, organiser_id: UUID, sending_id: UUID) -> ScheduledSending:
    """Return one; raises `NotFound`."""
    return ScheduledSending(**await get_row(conn, "scheduled_sending", FIND, organiser_id, sending_id))


async def lock(conn: Conn, organiser_id: UUID, sending_id: UUID) -> ScheduledSending:
    """Lock and return one; raises `NotFound`."""
    return ScheduledSending(**await get_row(conn, "scheduled_sending", LOCK, organiser_id, sending_id))


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    after: UUID,
    limit: int,
    cohort_id: UUID | None = None,
    status: SendingStatus | None = None,
) -> list[ScheduledSending]:
    """Return a page of them by id, of a cohort or in a state if one is named."""
    return [
        ScheduledSending(**row)
        for row in await conn.fetch(LIST, organiser_id, after, cohort_id, status, limit)
    ]


async def list_of_cohort(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, *, most_ended: int
) -> list[ScheduledSending]:
    """Return those of a cohort that wait, then the last that have gone or could not."""
    rows = await conn.fetch(LIST_OF_COHORT, organiser_id, cohort_id, most_ended)
    return [ScheduledSending(**row) for row in rows]


async def list_waiting(conn: Conn, organiser_id: UUID, cohort_ids: Sequence[UUID]) -> list[ScheduledSending]:
    """Return those of some cohorts that wait, the soonest first."""
    return [ScheduledSending(**row) for row in await conn.fetch(LIST_WAITING, organiser_id, list(cohort_ids))]


async def read_going(conn: Conn, organiser_id: UUID, cohort_id: UUID, *, now: datetime) -> GoingSendings:
    """Return what is just going to a cohort."""
    [row] = await conn.fetch(GOING, organiser_id, cohort_id, now, now - INTERRUPTED)
    return GoingSendings(**row)


async def list_due(conn: Conn, *, now: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Return the organiser and the id of each whose time has come, or that was interrupted."""
    return [
        (row["organiser_id"], row["id"]) for row in await conn.fetch(LIST_DUE, now, now - INTERRUPTED, most)
    ]


async def insert(conn: Conn, sending: ScheduledSending) -> None:
    """Store a new one. Raises `InUse` if the rule has one that waits, and `NotFound` for what it refers to."""
    try:
        await insert_once(
            conn,
            INSERT,
            sending.organiser_id,
            sending.id,
            sending.cohort_id,
            sending.invitation_rule_id,
            sending.send_at,
            sending.foreseen,
        )
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound("cohort") from error
    except asyncpg.UniqueViolationError as error:
        raise InUse("send_at") from error


async def update(conn: Conn, sending: ScheduledSending) -> None:
    """Store what has changed; the caller has locked its row."""
    await conn.execute(
        UPDATE,
        sending.organiser_id,
        sending.id,
        sending.status,
        sending.send_at,
        sending.foreseen,
        sending.started_at,
        sending.ended_at,
        sending.reached,
        sending.problem,
    )
