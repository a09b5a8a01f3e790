"""Rows of `delivery_step`: written by the statements that change a delivery, read as its life."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from shared.delivery_life import DeliveryStep
from shared.postgres import Conn

# For a statement that has `changed` with the columns id, organiser_id, kind, answer and until.
noted: Final = """noted as (
  insert into delivery_step (delivery_id, organiser_id, kind, answer, until)
  select id, organiser_id, kind, answer, until from changed where kind is not null
)"""

# The end of a statement that begins `with changed as (` and sends deliveries once more.
sent_again: Final = f"""returning id, organiser_id, 'again' as kind, null::text as answer, null::timestamptz as until
), {noted}
select count(*) from changed"""

# Only a reply that came to an address of the mail's own belongs to it. What was sent before steps were kept has its end alone.
OF: Final = """
with d as (select * from delivery where organiser_id = $1 and id = $2),
seats as (select e.seat_id, e.address from calendar_entry e join d on e.organiser_id = d.organiser_id
           where e.seat_id = d.seat_id or d.seat_id is null and e.registration_id = d.unit_id),
step as (select s.number, s.kind, s.at, s.answer, s.until from delivery_step s join d on s.delivery_id = d.id)
select kind, at, answer, until from (
  select 0::bigint as number, 'planned' as kind, made_at as at, null as answer, null::timestamptz as until from d
  union all
  select 1, 'due', due_at, null, null from d where attempts = 0 and status in ('planned', 'sending')
  union all
  select number + 10, kind, at, answer, until from step
  union all
  select 5, 'sent', sent_at, case when status = 'sent' then last_answer end, null from d
   where sent_at is not null and not exists (select from step where kind = 'sent')
  union all
  select 6, status, least(coalesce(sent_at, first_try_at, due_at), clock_timestamp()), last_answer, null from d
   where status in ('failed', 'bounced', 'cancelled') and not exists (select from step where step.kind = d.status)
  union all
  select null, r.kind, r.told_at, r.answer, null
    from mail_report r join d on r.delivery_id = d.id where r.kind in ('delayed', 'passed', 'automatic')
  union all
  select null, case m.class when 'words' then 'letter' else m.outcome end, m.received_at, null, null
    from inbound_message m join d on m.organiser_id = d.organiser_id and m.person_id = d.person_id
   where m.received_at >= d.sent_at
     and (m.class = 'calendar_reply' and m.seat_id in (select seat_id from seats)
          and m.outcome in ('accepted', 'declined', 'tentative', 'counter', 'refresh', 'delegated')
          or m.class = 'words' and (m.recipients && array(select address from seats where address is not null)
              or exists (select from unnest(m.recipients) as r (address)
                          where r.address like 'b+' || replace(d.id::text, '-', '') || '%')))
) as life
 order by at, number nulls last
"""

SEATS: Final = """
select e.seat_id
  from delivery d
  join calendar_entry e on e.organiser_id = d.organiser_id
   and (e.seat_id = d.seat_id or d.seat_id is null and e.registration_id = d.unit_id)
 where d.organiser_id = $1 and d.id = $2
 order by e.seat_id
"""

FORGET: Final = "delete from delivery_step where at < $1"

ERASE: Final = """
update delivery_step s set answer = null
  from delivery d
 where d.organiser_id = $1 and (d.person_id = any($2::uuid[]) or d.unit_id = any($3::uuid[])) and s.delivery_id = d.id
"""


async def of(conn: Conn, organiser_id: UUID, delivery_id: UUID) -> list[DeliveryStep]:
    """Return the life of one mail in order of time."""
    rows = await conn.fetch(OF, organiser_id, delivery_id)
    return [msgspec.convert(dict(row), DeliveryStep) for row in rows]


async def seats(conn: Conn, organiser_id: UUID, delivery_id: UUID) -> list[UUID]:
    """Return the seats that a mail was about."""
    return [row["seat_id"] for row in await conn.fetch(SEATS, organiser_id, delivery_id)]


async def forget(conn: Conn, before: datetime) -> None:
    """Delete the steps from before this time; the ledger keeps the last of each mail."""
    await conn.execute(FORGET, before)


async def erase(
    conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID], unit_ids: Sequence[UUID] = ()
) -> None:
    """Remove what servers said of the mails to these people, and of these units."""
    await conn.execute(ERASE, organiser_id, person_ids, unit_ids)
