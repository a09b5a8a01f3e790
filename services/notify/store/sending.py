"""Rows of `delivery` while they are sent: claims them, stores their bytes, marks results. Times are the database's."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Record

from services.notify.domain.communicated import DeliveryPayload
from services.notify.domain.first_contact import FIRST_KINDS
from services.notify.domain.urgency import Line
from services.notify.store import delivery_steps, holds
from services.notify.store.plans import payload_of
from shared.postgres import Conn

# Each tenant and urgency with an unsent mail that is due: the first row of each is looked up, not all of them read.
LINES: Final = """
with recursive line as (
  (select organiser_id, urgency, due_at
     from delivery
    where status in ('planned', 'deferred')
    order by organiser_id, urgency, due_at
    limit 1)
  union all
  select next.*
    from line
   cross join lateral (select d.organiser_id, d.urgency, d.due_at
                         from delivery d
                        where d.status in ('planned', 'deferred')
                          and (d.organiser_id, d.urgency) > (line.organiser_id, line.urgency)
                        order by d.organiser_id, d.urgency, d.due_at
                        limit 1) as next
)
select organiser_id, urgency from line where due_at <= clock_timestamp()
"""

# A unit of which a mail is being sent waits for it: its mails arrive in the order in which they were planned.
# Two that claim at one moment would each skip what the other has locked, and share the mails of a person between them.
LOCK_CLAIMS: Final = "select pg_advisory_xact_lock(hashtextextended('claim', 0))"

CLAIM: Final = f"""
with due as (
  select next.id
    from unnest($3::uuid[], $4::int[], $5::int[]) as line (organiser_id, urgency, most)
   cross join lateral (
      select d.id
        from delivery d
       where d.status in ('planned', 'deferred') and d.due_at <= clock_timestamp()
         and d.organiser_id = line.organiser_id and d.urgency = line.urgency
         and d.domain <> all($2::text[]) and (d.urgency = 0 or d.domain <> all($6::text[]))
         and {holds.may_leave}
         and not exists (select from domain_rest r where r.domain = d.domain and r.until > clock_timestamp())
         and not exists (select from person_rest r where r.person_id = d.person_id and r.until > clock_timestamp())
         and not exists (select from unit_due u where u.organiser_id = d.organiser_id and u.unit_id = d.unit_id)
         and not exists (select from delivery s where s.status = 'sending' and s.unit_id = d.unit_id)
       order by d.due_at, d.id
       limit line.most
         for update of d skip locked) as next
)
update delivery set status = 'sending', claimed_by = $1
  from due
 where delivery.id = due.id
returning delivery.organiser_id, delivery.id, key, kind, urgency, unit_id, cohort_id, person_id, seat_id, session_id, domain,
          expires_at, latest_at, payload::text as payload, correlation_id, to_address, subject, message_id, message, revision,
          attempts, first_try_at, due_at
"""

# Handed over by a worker that died before it could say so. `message` is left out: it is sent already.
ACCEPTED: Final = """
select organiser_id, d.id, key, kind, urgency, unit_id, cohort_id, person_id, seat_id, session_id, domain, expires_at, latest_at,
       payload::text as payload, correlation_id, to_address, null::bytea as message, d.revision, attempts, first_try_at
  from unnest($1::uuid[], $2::int[]) as a (id, revision)
  join delivery d on d.id = a.id and d.revision = a.revision
 where d.status in ('sending', 'deferred') and d.message is not null
"""

# Two workers may fix messages about one seat at once; each must see the calendar entry that the other writes.
LOCK_UNITS: Final = """
select pg_advisory_xact_lock(hashtextextended('unit:' || id, 0))
  from (select distinct id::text as id from unnest($1::uuid[]) as u (id) order by id) as u
"""

LOCK: Final = "select id from delivery where id = any($1::uuid[]) order by id for update"

# Not where the unit waits to be planned: bytes and calendar entry would disagree.
FIX: Final = """
update delivery
   set message = f.message, subject = f.subject, to_address = f.to_address, message_id = f.message_id, domain = f.domain
  from unnest($2::uuid[], $3::int[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[])
    as f (id, revision, message, subject, to_address, message_id, domain)
 where delivery.id = f.id and delivery.status = 'sending' and delivery.claimed_by = $1
   and delivery.revision = f.revision and delivery.message is null
   and not exists (select from unit_due u where u.organiser_id = delivery.organiser_id and u.unit_id = delivery.unit_id)
returning delivery.id
"""

# `sent` is stored even if another worker has taken the claim: the mail was sent. What is given back untried is no step.
END: Final = f"""
with changed as (update delivery
   set status = e.status, claimed_by = null, attempts = delivery.attempts + e.tries,
       first_try_at = case when e.tries > 0 then coalesce(first_try_at, clock_timestamp()) else first_try_at end,
       sent_at = case when e.status = 'sent' then clock_timestamp() end,
       due_at = case when e.status = 'deferred' then statement_timestamp() + e.wait else due_at end,
       -- What the recipient's server said of this mail is not lost where the mail is given back untried.
       last_answer = case when e.tries > 0 or e.status <> 'deferred' then e.answer
                          when delivery.attempts > 0 then coalesce(delivery.last_answer, e.answer)
                          else coalesce(e.answer, delivery.last_answer) end,
       to_address = coalesce(delivery.to_address, e.to_address)
  from unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::interval[], $7::text[])
    as e (id, status, answer, tries, wait, to_address)
 where delivery.id = e.id
   and (delivery.status = 'sending' and delivery.claimed_by = $1
        or e.status = 'sent' and delivery.status in ('sending', 'deferred'))
returning delivery.id, delivery.organiser_id, e.answer, case when e.status = 'deferred' then delivery.due_at end as until,
          case when e.tries > 0 or e.status <> 'deferred' then e.status end as kind
), {delivery_steps.noted}
select id from changed
"""

RECLAIM: Final = """
update delivery set status = 'deferred', due_at = clock_timestamp(), claimed_by = null
 where status = 'sending'
   and not exists (select from worker w
                    where w.id = delivery.claimed_by and w.beat_at > clock_timestamp() - $1::interval)
returning id
"""

# Claims of this worker that it does not know of, or could not make ready, because the database was unreachable.
RETURN_ALL_BUT: Final = """
update delivery set status = 'deferred', due_at = clock_timestamp(), claimed_by = null
 where status = 'sending' and claimed_by = $1 and id <> all($2::uuid[])
"""

REVIVE: Final = f"""
with changed as (update delivery set status = 'deferred', due_at = clock_timestamp(), first_try_at = null
 where id = any($1::uuid[]) and status = 'failed' and message is not null
{delivery_steps.sent_again}
"""

# Their units have changed since the claim, and are planned anew before the mails are made.
GIVE_BACK: Final = """
update delivery set status = 'deferred', due_at = clock_timestamp(), claimed_by = null
 where status = 'sending' and claimed_by = $1 and id = any($2::uuid[]) and message is null
"""


class ClaimedDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery claimed by this worker. `message` is set when its bytes were fixed at an earlier claim."""

    organiser_id: UUID
    id: UUID
    key: str
    kind: str
    urgency: int
    unit_id: UUID
    cohort_id: UUID | None
    person_id: UUID | None
    seat_id: UUID | None
    session_id: UUID | None
    domain: str
    expires_at: datetime | None
    latest_at: datetime | None
    payload: DeliveryPayload
    correlation_id: str | None
    to_address: str | None
    message: bytes | None
    revision: int
    attempts: int
    first_try_at: datetime | None
    due_at: datetime | None = None


class FixedMail(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a delivery, with recipient, Subject and Message-ID as the ledger shows them."""

    id: UUID
    revision: int
    message: bytes
    subject: str
    to_address: str
    message_id: str
    domain: str


class DeliveryResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a claim. `tries` is 1 where it counts as an attempt; `wait` is set where it is deferred."""

    id: UUID
    status: str
    answer: str | None = None
    tries: int = 0
    wait: timedelta | None = None
    to_address: str | None = None


async def lines_due(conn: Conn) -> list[Line]:
    """Return each tenant and urgency that has an unsent mail that is due."""
    return [Line(row["organiser_id"], row["urgency"]) for row in await conn.fetch(LINES)]


async def claim(
    conn: Conn,
    worker_id: UUID,
    *,
    without: Sequence[str],
    shares: Mapping[Line, int],
    paced: Sequence[str] = (),
) -> list[ClaimedDelivery]:
    """Claim due deliveries, of each line at most its share, oldest first.

    None to a domain that rests or is in `without`, to a person who rests, of a unit that another worker sends for, or of
    what is paused; to those in `paced` only what answers an act. Workers claim one after the other, each for milliseconds.
    """
    async with conn.transaction():
        await conn.execute(LOCK_CLAIMS)
        tenants, urgencies = [line.organiser_id for line in shares], [line.urgency for line in shares]
        rows = await conn.fetch(CLAIM, worker_id, without, tenants, urgencies, list(shares.values()), paced)
    # Of one unit: the mail about all seats, also where it was made anew, then the others in the order of their plan.
    first_due: dict[UUID, datetime] = {}
    for row in rows:
        first_due[row["unit_id"]] = min(row["due_at"], first_due.get(row["unit_id"], row["due_at"]))
    rows.sort(
        key=lambda row: (first_due[row["unit_id"]], row["unit_id"], row["kind"] not in FIRST_KINDS, row["id"])
    )
    return [_claimed(row) for row in rows]


async def accepted(
    conn: Conn, delivery_ids: Sequence[UUID], revisions: Sequence[int]
) -> list[ClaimedDelivery]:
    """Return those of these deliveries that the ledger does not know as sent; without their bytes."""
    return [_claimed(row) for row in await conn.fetch(ACCEPTED, delivery_ids, revisions)]


def _claimed(row: Record) -> ClaimedDelivery:
    return msgspec.convert({**row, "payload": payload_of(row["payload"])}, ClaimedDelivery)


async def lock(conn: Conn, claimed: Sequence[ClaimedDelivery]) -> None:
    """Lock the units, then the deliveries, each in the order that plans use: this rules out deadlocks."""
    await conn.execute(LOCK_UNITS, [delivery.unit_id for delivery in claimed])
    await lock_deliveries(conn, claimed)


async def lock_deliveries(conn: Conn, claimed: Sequence[ClaimedDelivery]) -> None:
    """Lock the deliveries alone, for a change that touches no calendar entry."""
    await conn.execute(LOCK, [delivery.id for delivery in claimed])


async def fix(conn: Conn, worker_id: UUID, fixed: Sequence[FixedMail]) -> set[UUID]:
    """Store bytes; return the ids of the deliveries that were still claimed by this worker and unchanged."""
    rows = await conn.fetch(
        FIX,
        worker_id,
        [mail.id for mail in fixed],
        [mail.revision for mail in fixed],
        [mail.message for mail in fixed],
        [mail.subject for mail in fixed],
        [mail.to_address for mail in fixed],
        [mail.message_id for mail in fixed],
        [mail.domain for mail in fixed],
    )
    return {row["id"] for row in rows}


async def end(conn: Conn, worker_id: UUID, ends: Sequence[DeliveryResult]) -> set[UUID]:
    """Mark results; return the ids of the deliveries that were still claimed by this worker, or were sent."""
    rows = await conn.fetch(
        END,
        worker_id,
        [result.id for result in ends],
        [result.status for result in ends],
        [result.answer for result in ends],
        [result.tries for result in ends],
        [result.wait for result in ends],
        [result.to_address for result in ends],
    )
    return {row["id"] for row in rows}


async def return_all_but(conn: Conn, worker_id: UUID, in_progress: Sequence[UUID]) -> None:
    """Return to the ledger every claim of this worker but those `in_progress`."""
    await conn.execute(RETURN_ALL_BUT, worker_id, in_progress)


async def give_back(conn: Conn, worker_id: UUID, delivery_ids: Sequence[UUID]) -> None:
    """Return claims without bytes to the ledger, where they are still this worker's."""
    await conn.execute(GIVE_BACK, worker_id, delivery_ids)


async def revive(conn: Conn, delivery_ids: Sequence[UUID]) -> None:
    """Let failed deliveries be sent after all."""
    await conn.execute(REVIVE, delivery_ids)


async def reclaim_from_silent(conn: Conn, silent_for: timedelta) -> bool:
    """Return to the ledger the claims of workers without a heartbeat for this long; returns whether there were any."""
    return bool(await conn.fetch(RECLAIM, silent_for))
