"""Rows of `delivery` while they are planned: reads them, inserts, amends and cancels them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.communicated import (
    REPLAYED,
    DeliveryPayload,
    DeliveryStatus,
    PlannedDelivery,
    StoredDelivery,
)
from services.notify.store import delivery_steps
from shared import ids
from shared.postgres import Conn

# Locked in one order until the plan is written, so that no bytes are fixed meanwhile. Deliveries that are due later than
# in a minute cannot be claimed before that.
LOCK_OPEN: Final = """
select id
  from delivery
 where organiser_id = $1 and unit_id = any($2::uuid[])
   and (status = 'sending' or status in ('planned', 'deferred') and due_at < now() + interval '1 minute')
 order by id
   for update
"""

OF_UNITS: Final = """
select unit_id, id, key, kind, status, due_at, seat_id, expires_at, message is not null as is_fixed,
       case when status = 'cancelled' then last_answer end as last_answer,
       to_address,
       case when payload = '{}' then null else payload::text end as payload
  from delivery
 where organiser_id = $1 and unit_id = any($2::uuid[])
"""

INSERT: Final = """
insert into delivery (organiser_id, id, key, kind, status, last_answer, unit_id, cohort_id, person_id, seat_id, session_id,
                      domain, due_at, expires_at, payload, urgency, to_address, latest_at, correlation_id, made_at)
select $1, id, key, kind, status, last_answer, unit_id, cohort_id, person_id, seat_id, session_id,
       domain, coalesce(due_at, now()), expires_at, payload::jsonb, urgency, to_address, latest_at, $2, now()
  from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[],
              $12::uuid[], $13::text[], $14::timestamptz[], $15::timestamptz[], $16::text[], $17::int[], $18::text[],
              $19::timestamptz[])
    as d (id, key, kind, status, last_answer, unit_id, cohort_id, person_id, seat_id, session_id,
          domain, due_at, expires_at, payload, urgency, to_address, latest_at)
    on conflict (organiser_id, key) do nothing
"""

# The new revision makes a worker that has claimed one of these discard the bytes that it makes.
AMEND: Final = """
update delivery
   set status = case when delivery.status = 'held' or a.is_held then 'held' else 'planned' end,
       kind = a.kind, due_at = coalesce(a.due_at, now()), expires_at = a.expires_at, payload = a.payload::jsonb,
       seat_id = a.seat_id, session_id = a.session_id, urgency = a.urgency, revision = revision + 1, claimed_by = null,
       last_answer = case when delivery.status = 'held' then last_answer end,
       latest_at = a.latest_at
  from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::uuid[], $8::uuid[], $9::bool[],
              $10::int[], $11::timestamptz[])
    as a (id, kind, due_at, expires_at, payload, seat_id, session_id, is_held, urgency, latest_at)
 where delivery.organiser_id = $1 and delivery.id = a.id and delivery.message is null
"""

CANCEL: Final = f"""
with changed as (update delivery
   set status = 'cancelled', last_answer = 'no longer so', claimed_by = null, revision = revision + 1
 where organiser_id = $1 and id = any($2::uuid[])
   and (message is null and status in ('planned', 'sending') or status in ('deferred', 'held'))
returning id, organiser_id, 'cancelled' as kind, last_answer as answer, null::timestamptz as until
), {delivery_steps.noted}
select count(*) from changed
"""

DROP_ADOPTED: Final = """
delete from delivery
 where organiser_id = $1 and unit_id = any($2::uuid[]) and status = 'cancelled' and last_answer = $3
"""

UNITS_WITH_UNSENT: Final = """
select distinct unit_id from delivery where organiser_id = $1 and status in ('planned', 'deferred')
"""

COUNT_UNSENT: Final = """
select (select count(*) from delivery
         where organiser_id = $1 and person_id = $2 and status in ('planned', 'held', 'sending', 'deferred'))
     + (select count(*) from snapshot s
          join unit_due u on u.organiser_id = s.organiser_id and u.unit_id = s.id
         where s.organiser_id = $1 and s.person_id = $2 and s.kind in ('registration', 'invitation', 'mailing_recipient'))
"""

GIVE_UP: Final = """
update delivery
   set status = case when attempts > 0 then 'failed' else 'cancelled' end, last_answer = $3, claimed_by = null,
       revision = revision + 1
 where organiser_id = $1 and person_id = $2 and status in ('planned', 'held', 'deferred')
"""

# `last_answer` may quote the mail server; two answers are the program's own and stay.
ERASE: Final = """
update delivery
   set to_address = null, subject = null, message = null, payload = '{}', domain = '', correlation_id = null,
       last_answer = case when last_answer in ($4, $5) then last_answer end, revision = revision + 1
 where organiser_id = $1 and (person_id = $2 or unit_id = any($3::uuid[]))
"""

# The mails of somebody whose address was another person's, who is erased. What is being sent may still arrive; it is not
# tried again.
ERASE_ADDRESS: Final = """
update delivery
   set to_address = null, subject = null, message = null, domain = '', claimed_by = null, last_answer = null,
       status = case when status in ('planned', 'held', 'sending', 'deferred') then 'cancelled' else status end,
       revision = revision + 1
 where organiser_id = $1 and person_id = any($2::uuid[])
"""

# Mails to others may name the person, for instance who comes in whose place. Nothing reads the bytes of a mail that has ended.
DROP_BYTES: Final = """
update delivery set message = null
 where organiser_id = $1 and message is not null and status in ('sent', 'failed', 'bounced', 'cancelled')
   and cohort_id in (select cohort_id from delivery where organiser_id = $1 and unit_id = any($2::uuid[]))
"""

_GIVEN_UP: Final = "given up"  # the `last_answer` of a mail that an erasure did not wait for
_DECODER: Final = msgspec.json.Decoder(DeliveryPayload)
_NO_PAYLOAD: Final = DeliveryPayload()


class NewDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery to insert, with its unit, cohort and person. `replayed_at`: it is adopted, not sent.

    `to_address` is set where it is adopted: that address counts as told.
    """

    delivery: PlannedDelivery
    unit_id: UUID
    cohort_id: UUID | None
    person_id: UUID | None
    domain: str
    urgency: int
    to_address: str | None = None
    replayed_at: datetime | None = None
    is_on_hold: bool = False

    @property
    def status(self) -> DeliveryStatus:
        if self.replayed_at is not None:
            return "cancelled"
        return "held" if self.is_on_hold else "planned"


class DeliveryChange(msgspec.Struct, frozen=True, kw_only=True):
    """A stored delivery without bytes, and the planned one that replaces its content."""

    row: StoredDelivery
    delivery: PlannedDelivery
    urgency: int
    is_on_hold: bool


def payload_of(payload: str | None) -> DeliveryPayload:
    return _DECODER.decode(payload) if payload else _NO_PAYLOAD


def _encoded_payload(payload: DeliveryPayload) -> str:
    return "{}" if payload is _NO_PAYLOAD else msgspec.json.encode(payload).decode()


async def lock_open(conn: Conn, organiser_id: UUID, unit_ids: Sequence[UUID]) -> None:
    """Lock the deliveries of these units that a worker could claim or has claimed."""
    await conn.execute(LOCK_OPEN, organiser_id, unit_ids)


async def of_units(
    conn: Conn, organiser_id: UUID, unit_ids: Sequence[UUID]
) -> dict[UUID, dict[str, StoredDelivery]]:
    """Return the deliveries of each unit, by key."""
    found: dict[UUID, dict[str, StoredDelivery]] = {}
    for row in await conn.fetch(OF_UNITS, organiser_id, unit_ids):
        found.setdefault(row["unit_id"], {})[row["key"]] = StoredDelivery(
            id=row["id"],
            key=row["key"],
            kind=row["kind"],
            status=row["status"],
            due_at=row["due_at"],
            seat_id=row["seat_id"],
            expires_at=row["expires_at"],
            is_fixed=row["is_fixed"],
            last_answer=row["last_answer"],
            to_address=row["to_address"],
            payload=payload_of(row["payload"]),
        )
    return found


async def insert(
    conn: Conn, organiser_id: UUID, new: Sequence[NewDelivery], correlation_id: str | None
) -> None:
    """Insert deliveries, which are sent in this order; one whose key exists already is left as it is."""
    if not new:
        return
    await conn.execute(
        INSERT,
        organiser_id,
        correlation_id,
        ids.several(len(new)),
        [delivery.delivery.key for delivery in new],
        [delivery.delivery.kind for delivery in new],
        [delivery.status for delivery in new],
        [REPLAYED if delivery.replayed_at else None for delivery in new],
        [delivery.unit_id for delivery in new],
        [delivery.cohort_id for delivery in new],
        [delivery.person_id for delivery in new],
        [delivery.delivery.seat_id for delivery in new],
        [delivery.delivery.session_id for delivery in new],
        [delivery.domain for delivery in new],
        [delivery.delivery.due_at or delivery.replayed_at for delivery in new],
        [delivery.delivery.expires_at for delivery in new],
        [_encoded_payload(delivery.delivery.payload) for delivery in new],
        [delivery.urgency for delivery in new],
        [delivery.to_address for delivery in new],
        [delivery.delivery.latest_at for delivery in new],
    )


async def amend(conn: Conn, organiser_id: UUID, changes: Sequence[DeliveryChange]) -> None:
    """Change deliveries whose bytes are not fixed."""
    if not changes:
        return
    planned = [delivery.delivery for delivery in changes]
    await conn.execute(
        AMEND,
        organiser_id,
        [delivery.row.id for delivery in changes],
        [delivery.kind for delivery in planned],
        [delivery.due_at for delivery in planned],
        [delivery.expires_at for delivery in planned],
        [_encoded_payload(delivery.payload) for delivery in planned],
        [delivery.seat_id for delivery in planned],
        [delivery.session_id for delivery in planned],
        [delivery.is_on_hold for delivery in changes],
        [delivery.urgency for delivery in changes],
        [delivery.latest_at for delivery in planned],
    )


async def cancel(conn: Conn, organiser_id: UUID, delivery_ids: Sequence[UUID]) -> None:
    """Cancel deliveries that have not been sent."""
    if delivery_ids:
        await conn.execute(CANCEL, organiser_id, delivery_ids)


async def units_with_unsent(conn: Conn, organiser_id: UUID) -> list[UUID]:
    """Return the units of a tenant that have a mail that is not sent yet."""
    return [row["unit_id"] for row in await conn.fetch(UNITS_WITH_UNSENT, organiser_id)]


async def drop_adopted(conn: Conn, organiser_id: UUID, unit_ids: Sequence[UUID]) -> None:
    """Delete deliveries that were adopted from a replay."""
    await conn.execute(DROP_ADOPTED, organiser_id, unit_ids, REPLAYED)


async def count_unsent(conn: Conn, organiser_id: UUID, person_id: UUID) -> int:
    """Count a person's mails that are not final, and their units that wait to be planned."""
    return int(await conn.fetchval(COUNT_UNSENT, organiser_id, person_id))


async def give_up(conn: Conn, organiser_id: UUID, person_id: UUID) -> None:
    """End every unsent mail to a person: failed if it was tried, else cancelled. One that is being sent stays."""
    await conn.execute(GIVE_UP, organiser_id, person_id, _GIVEN_UP)


async def erase(conn: Conn, organiser_id: UUID, person_id: UUID, unit_ids: Sequence[UUID]) -> None:
    """Remove addresses and content from a person's mails and those of these units; keys and times stay."""
    await conn.execute(ERASE, organiser_id, person_id, unit_ids, REPLAYED, _GIVEN_UP)
    await conn.execute(DROP_BYTES, organiser_id, unit_ids)


async def erase_address(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Cancel the unsent mails to these people, and remove their address and content from all."""
    if person_ids:
        await conn.execute(ERASE_ADDRESS, organiser_id, person_ids)
