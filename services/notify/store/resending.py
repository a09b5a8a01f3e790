"""Rows of `delivery` that did not arrive, and are sent again."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.notify.store import delivery_steps
from shared import delivery_answers
from shared.plan_preview import MailCount
from shared.postgres import Conn

CHOOSE: Final = """
select d.id, d.unit_id, d.person_id,
       d.message is not null and d.to_address is distinct from p.body ->> 'email' and p.id is not null as is_moved
  from delivery d
  left join snapshot p on p.kind = 'person' and p.id = d.person_id and p.organiser_id = d.organiser_id
 where d.organiser_id = $1 and d.status = $2
   and ($3::uuid is null or d.cohort_id = $3)
   and d.id > $4
   -- Mail to a dead address would only bounce again: somebody says for each person that it is to be tried.
   and not exists (select from person_mail m
                    where m.person_id = d.person_id and m.organiser_id = d.organiser_id and m.dead_at is not null
                      and m.address = lower(coalesce(d.to_address, p.body ->> 'email')) and m.address = lower(p.body ->> 'email'))
 order by d.id
 limit $5
"""

ONE: Final = """
select d.id, d.unit_id, d.person_id,
       d.message is not null and d.to_address is distinct from p.body ->> 'email' and p.id is not null as is_moved
  from delivery d
  left join snapshot p on p.kind = 'person' and p.id = d.person_id and p.organiser_id = d.organiser_id
 where d.organiser_id = $1 and d.id = $2
"""

OF_DEAD_ADDRESS: Final = """
select d.id, d.unit_id, d.person_id,
       d.message is not null and d.to_address is distinct from p.body ->> 'email' and p.id is not null as is_moved
  from delivery d
  left join snapshot p on p.kind = 'person' and p.id = d.person_id and p.organiser_id = d.organiser_id
 where d.organiser_id = $1 and d.person_id = $2
   and (d.status = 'held' and d.last_answer = $3 or d.status = 'bounced'
        -- Refused while it was handed over, for the same reason.
        or d.status = 'failed' and exists (select from mail_report r where r.delivery_id = d.id and r.counts))
 order by d.id
   for update of d
"""

AGAIN: Final = f"""
with changed as (update delivery
   set status = 'deferred', due_at = clock_timestamp(), attempts = 0, first_try_at = null, revision = revision + 1,
       last_answer = nullif(last_answer, $3)
 where organiser_id = $1 and id = any($2::uuid[])
{delivery_steps.sent_again}
"""

# As before the bytes were fixed. What a server has answered stays until there is another answer.
ANEW: Final = f"""
with changed as (update delivery
   set status = 'planned', due_at = clock_timestamp(), attempts = 0, first_try_at = null, revision = revision + 1,
       message = null, message_id = null, subject = null, to_address = null, last_answer = nullif(last_answer, $3)
 where organiser_id = $1 and id = any($2::uuid[])
{delivery_steps.sent_again}
"""

# Which of these go now: of some a plan has found that they are no longer so.
COUNT_DUE: Final = """
select kind, count(*)::int as count from delivery
 where organiser_id = $1 and id = any($2::uuid[]) and status in ('planned', 'deferred')
 group by kind order by kind
"""

UNTELL: Final = "delete from calendar_entry where organiser_id = $1 and seat_id = any($2::uuid[])"

TAKE_BACK: Final = """
update calendar_entry e set sequence = b.sequence, is_placed = b.is_placed
  from unnest($2::uuid[], $3::int[], $4::bool[]) as b (seat_id, sequence, is_placed)
 where e.organiser_id = $1 and e.seat_id = b.seat_id
"""


class StoppedDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery to send again. `is_moved`: its recipient has another address than its bytes."""

    id: UUID
    unit_id: UUID
    person_id: UUID | None
    is_moved: bool


async def choose(
    conn: Conn, organiser_id: UUID, status: str, cohort_id: UUID | None, *, after: UUID, most: int
) -> list[StoppedDelivery]:
    """Return the next deliveries of a status, in the order in which they were planned."""
    rows = await conn.fetch(CHOOSE, organiser_id, status, cohort_id, after, most)
    return [msgspec.convert(dict(row), StoppedDelivery) for row in rows]


async def one(conn: Conn, organiser_id: UUID, delivery_id: UUID) -> StoppedDelivery | None:
    """Return one delivery of the tenant, whatever its status; None where there is none."""
    row = await conn.fetchrow(ONE, organiser_id, delivery_id)
    return msgspec.convert(dict(row), StoppedDelivery) if row else None


async def of_dead_address(conn: Conn, organiser_id: UUID, person_id: UUID) -> list[StoppedDelivery]:
    """Return the mails to a person that have bounced, were refused as to no mailbox, or are held since the address is dead."""
    rows = await conn.fetch(OF_DEAD_ADDRESS, organiser_id, person_id, delivery_answers.DEAD_ADDRESS)
    return [msgspec.convert(dict(row), StoppedDelivery) for row in rows]


async def again(conn: Conn, organiser_id: UUID, delivery_ids: Sequence[UUID]) -> None:
    """Let deliveries be tried again at once, as the same bytes."""
    await conn.execute(AGAIN, organiser_id, delivery_ids, delivery_answers.DEAD_ADDRESS)


async def anew(conn: Conn, organiser_id: UUID, delivery_ids: Sequence[UUID]) -> None:
    """Forget the bytes of deliveries, so that they are made from what is so now."""
    await conn.execute(ANEW, organiser_id, delivery_ids, delivery_answers.DEAD_ADDRESS)


async def count_due(conn: Conn, organiser_id: UUID, delivery_ids: Sequence[UUID]) -> list[MailCount]:
    """Count those of these deliveries that are to be sent, by kind."""
    return [MailCount(**row) for row in await conn.fetch(COUNT_DUE, organiser_id, delivery_ids)]


async def untell(conn: Conn, organiser_id: UUID, seat_ids: Sequence[UUID]) -> None:
    """Delete the entries of seats whose holder was told of nothing."""
    await conn.execute(UNTELL, organiser_id, seat_ids)


async def take_back(conn: Conn, organiser_id: UUID, entries: Sequence[tuple[UUID, int | None, bool]]) -> None:
    """Set entries, by seat id, to the SEQUENCE and the place in the calendar from before a mail."""
    seat_ids, sequences, places = (list(column) for column in zip(*entries, strict=True))
    await conn.execute(TAKE_BACK, organiser_id, seat_ids, sequences, places)
