"""The transactional outbox: an event is a row, written with the change it reports, and open until it is acknowledged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from shared import ids
from shared.events import Event
from shared.logs import correlation
from shared.postgres import Conn

ADD: Final = """
insert into outbox (id, organiser_id, kind, payload, correlation_id, replayed_at)
select id, organiser_id, kind, payload, $5, $6
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[]) with ordinality as e (id, organiser_id, kind, payload, n)
 order by n
"""

# 15 s, 30 s, 1 min, 2 min, 4 min, then every 5 min, until it is answered.
OFFER: Final = """
update outbox
   set offers = offers + 1,
       offer_at = clock_timestamp() + least(interval '15 seconds' * power(2, least(offers, 10)), interval '5 minutes')
 where id in (select id from outbox
               where status = 'open' and offer_at <= clock_timestamp()
               order by offer_at, seq
               limit $1
                 for update skip locked)
returning id, seq, payload, correlation_id, made_at, replayed_at
"""

# An offer that the queue or a killed reader lost does not count, so that waits do not grow because of it. Events that have
# been open for ten minutes keep their waits: one of them may itself be what kills the readers.
OFFER_AGAIN: Final = """
update outbox set offers = 0, offer_at = clock_timestamp()
 where status = 'open' and offers > 0 and offer_at > clock_timestamp()
   and made_at > clock_timestamp() - interval '10 minutes'
"""

# In the order in which they were written, those of the connection's own transaction included.
OPEN_OF_ORGANISER: Final = """
select id, payload, made_at, correlation_id, replayed_at
  from outbox
 where organiser_id = $1 and status = 'open'
 order by seq
"""

MARK_DONE: Final = """
update outbox set status = 'done', answered_at = clock_timestamp(), reason = null
 where id = any($1::uuid[]) and status <> 'done'
"""

PARK: Final = """
update outbox set status = 'parked', answered_at = clock_timestamp(), reason = p.reason
  from unnest($1::uuid[], $2::text[]) as p (id, reason)
 where outbox.id = p.id and outbox.status = 'open'
"""

REPLAY: Final = """
with again as (
  update outbox set status = 'open', offers = 0, offer_at = clock_timestamp(), answered_at = null, reason = null
   where status = 'parked'
  returning 1
)
select count(*) from again
"""

# What an operator has to hear of. The columns are the fields of `StuckEvents`.
STUCK: Final = """
select (select count(*) from outbox where status = 'open' and made_at < clock_timestamp() - interval '10 minutes')
         as unanswered,
       (select count(*) from outbox where status = 'parked') as parked,
       (select coalesce(extract(epoch from clock_timestamp() - min(made_at)), 0)::float8
          from outbox where status = 'open') as oldest_seconds
"""

STUCK_OF_ORGANISER: Final = """
select (select count(*) from outbox
         where status = 'open' and made_at < clock_timestamp() - interval '10 minutes' and organiser_id = $1)
     + (select count(*) from outbox where status = 'parked' and organiser_id = $1)
"""

FORGET: Final = """
update outbox set payload = null
 where status = 'done' and payload is not null and answered_at < clock_timestamp() - interval '7 days'
"""

# In a restore: open events belong to the new epoch, and get new ids, because acknowledgements of the old ids may still
# arrive from before the restore. Both services recognise what they have already acted on by the snapshots' versions.
RESTORE: Final = """
update outbox
   set id = gen_random_uuid(), made_at = least(made_at, now()), offers = 0, offer_at = now(),
       payload = convert_to(jsonb_set(convert_from(payload, 'UTF8')::jsonb, '{epoch}',
                                      to_jsonb(current_setting('kallelse.epoch')::int))::text, 'UTF8')
 where status in ('open', 'parked')
"""


class OutgoingEvent(msgspec.Struct, frozen=True, array_like=True):
    """An event on its way to the other service: id, JSON payload, envelope."""

    id: UUID
    payload: bytes
    made_at: datetime
    correlation_id: str | None = None
    replayed_at: datetime | None = None


class StuckEvents(msgspec.Struct, frozen=True, kw_only=True):
    """Events open for over ten minutes, events set aside, and the age of the oldest open one."""

    unanswered: int
    parked: int
    oldest_seconds: float


async def add(conn: Conn, events: Sequence[Event], *, replayed_at: datetime | None = None) -> None:
    """Add events in the transaction of the change that they report. One statement for any number."""
    if events:
        await conn.execute(
            ADD,
            [ids.new() for _ in events],
            [event.organiser_id for event in events],
            [str(event.__struct_config__.tag) for event in events],
            [msgspec.json.encode(event) for event in events],
            correlation.get(),
            replayed_at,
        )


async def offer(conn: Conn, *, most: int) -> list[OutgoingEvent]:
    """Return at most `most` events that are due; each becomes due again after a growing wait until it is acknowledged."""
    rows = await conn.fetch(OFFER, most)
    rows.sort(key=lambda row: row["seq"])
    return [
        OutgoingEvent(r["id"], r["payload"], r["made_at"], r["correlation_id"], r["replayed_at"])
        for r in rows
    ]


async def open_of(conn: Conn, organiser_id: UUID) -> list[OutgoingEvent]:
    """Return the events of an organiser that are not answered, also those that are not committed yet; offers none."""
    return [OutgoingEvent(*row) for row in await conn.fetch(OPEN_OF_ORGANISER, organiser_id)]


async def offer_again(conn: Conn) -> None:
    """Make every offered, unacknowledged event due now."""
    await conn.execute(OFFER_AGAIN)


async def mark_answered(conn: Conn, done: Sequence[UUID], parked: Sequence[tuple[UUID, str]]) -> None:
    """Store acknowledgements; a late or repeated one changes nothing."""
    if done:
        await conn.execute(MARK_DONE, done)
    if parked:
        await conn.execute(PARK, [event_id for event_id, _ in parked], [reason for _, reason in parked])


async def replay(conn: Conn) -> int:
    """Reopen every parked event; return how many there were."""
    return int(await conn.fetchval(REPLAY) or 0)


async def stuck(conn: Conn) -> StuckEvents:
    """Count the events that nobody answers."""
    return msgspec.convert(dict(await conn.fetchrow(STUCK) or {}), StuckEvents)


async def count_stuck(conn: Conn, organiser_id: UUID) -> int:
    """Number of an organiser's events that were set aside or that nobody has answered for ten minutes."""
    return int(await conn.fetchval(STUCK_OF_ORGANISER, organiser_id))


async def forget(conn: Conn) -> None:
    """Delete the payload of events that were acknowledged over a week ago."""
    await conn.execute(FORGET)
