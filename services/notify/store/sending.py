"""Rows of `delivery` while they are sent: claims them, stores their bytes, marks results. Times are the database's."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.communicated import DeliveryPayload
from services.notify.store.plans import payload_of
from shared.postgres import Conn

CLAIM: Final = """
with due as (
  select d.id
    from delivery d
   where d.status in ('planned', 'deferred') and d.due_at <= clock_timestamp()
     and d.domain <> all($2::text[])
     and not exists (select from domain_rest r where r.domain = d.domain and r.until > clock_timestamp())
     and not exists (select from unit_due u where u.organiser_id = d.organiser_id and u.unit_id = d.unit_id)
   order by d.due_at, d.id
   limit $3
     for update of d skip locked
)
update delivery set status = 'sending', claimed_by = $1
  from due
 where delivery.id = due.id
returning delivery.organiser_id, delivery.id, key, kind, unit_id, seat_id, session_id, domain, expires_at,
          payload::text as payload, correlation_id, to_address, subject, message_id, message, revision, attempts,
          first_try_at, due_at
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

# `sent` is stored even if another worker has taken the claim: the mail was sent.
END: Final = """
update delivery
   set status = e.status, last_answer = e.answer, claimed_by = null, attempts = delivery.attempts + e.tries,
       first_try_at = case when e.tries > 0 then coalesce(first_try_at, clock_timestamp()) else first_try_at end,
       sent_at = case when e.status = 'sent' then clock_timestamp() end,
       due_at = case when e.status = 'deferred' then clock_timestamp() + e.wait else due_at end,
       to_address = coalesce(delivery.to_address, e.to_address)
  from unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::interval[], $7::text[])
    as e (id, status, answer, tries, wait, to_address)
 where delivery.id = e.id
   and (delivery.status = 'sending' and delivery.claimed_by = $1
        or e.status = 'sent' and delivery.status in ('sending', 'deferred'))
returning delivery.id
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
    unit_id: UUID
    seat_id: UUID | None
    session_id: UUID | None
    domain: str
    expires_at: datetime | None
    payload: DeliveryPayload
    correlation_id: str | None
    to_address: str | None
    message: bytes | None
    revision: int
    attempts: int
    first_try_at: datetime | None


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


async def claim(conn: Conn, worker_id: UUID, *, without: Sequence[str], most: int) -> list[ClaimedDelivery]:
    """Claim at most `most` due deliveries, oldest first; none to a domain that rests or is in `without`."""
    rows = await conn.fetch(CLAIM, worker_id, without, most)
    rows.sort(key=lambda row: (row["due_at"], row["id"]))
    return [
        ClaimedDelivery(
            organiser_id=row["organiser_id"],
            id=row["id"],
            key=row["key"],
            kind=row["kind"],
            unit_id=row["unit_id"],
            seat_id=row["seat_id"],
            session_id=row["session_id"],
            domain=row["domain"],
            expires_at=row["expires_at"],
            payload=payload_of(row["payload"]),
            correlation_id=row["correlation_id"],
            to_address=row["to_address"],
            message=row["message"],
            revision=row["revision"],
            attempts=row["attempts"],
            first_try_at=row["first_try_at"],
        )
        for row in rows
    ]


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


async def reclaim_from_silent(conn: Conn, silent_for: timedelta) -> bool:
    """Return to the ledger the claims of workers without a heartbeat for this long; returns whether there were any."""
    return bool(await conn.fetch(RECLAIM, silent_for))
