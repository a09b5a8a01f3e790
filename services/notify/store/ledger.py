"""Reads the ledger (the table `delivery`) for pages, metrics and the nightly check."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.delivery import RelayTrouble
from services.notify.store.holds import is_paused
from shared import mail_pauses
from shared.mail_progress import MailProgress, ProgressQuestion
from shared.postgres import Conn

# Until its bytes are fixed a mail goes to the person's present address. Mails to people with a protected identity are
# left out unless the reader may see them.
LIST: Final = f"""
select d.id, d.key, d.kind, d.status, d.attempts, d.due_at, d.sent_at, d.last_answer, d.subject,
       coalesce(d.to_address, p.body ->> 'email') as "to", d.person_id,
       coalesce((p.body ->> 'protected_identity')::bool, false) as protected_identity,
       d.status in ('planned', 'deferred') and {is_paused} as is_paused
  from delivery d
  left join snapshot p on p.kind = 'person' and p.id = d.person_id and p.organiser_id = d.organiser_id
 where d.organiser_id = $1
   and ($2::uuid is null or d.cohort_id = $2)
   and ($3::uuid is null or d.session_id = $3)
   and ($4::uuid is null or d.unit_id = $4)
   and ($5::uuid is null or d.person_id = $5)
   and ($6::uuid is null or d.cohort_id = any(array(select c.id from snapshot c
                                                     where c.organiser_id = $1 and c.kind = 'cohort'
                                                       and c.body ->> 'programme_id' = $6::text)))
   and ($7::text is null or d.status = $7)
   and ($8::text is null or d.kind = $8)
   and ($9::uuid is null or d.id < $9)
   and ($12::uuid is null or d.id = $12)
   and ($10::bool or not coalesce((p.body ->> 'protected_identity')::bool, false))
   and (not $13::bool or d.status in ('held', 'deferred', 'failed', 'bounced'))
   and (not $14::bool or d.due_at <= clock_timestamp())
 order by d.id desc
 limit $11
"""

# Of one cohort, those whose time came since then. Some hundred rows of a day, by the index of the cohort's own.
PROGRESS: Final = f"""
select count(*) filter (where status in ('planned', 'sending')) as waiting,
       count(*) filter (where status = 'sent') as sent,
       count(*) filter (where status in ('deferred', 'held')) as stuck,
       count(*) filter (where status in ('failed', 'bounced')) as failed,
       count(*) filter (where status in ('planned', 'deferred') and {is_paused}) as paused
  from delivery d
 where organiser_id = $1 and cohort_id = $2 and due_at >= $3 and due_at <= clock_timestamp() and status <> 'cancelled'
"""

STATUS: Final = f"""
select (select count(*) from outbox where status = 'open') as outbox_open,
       (select count(*) from outbox where status = 'parked') as outbox_parked,
       (select coalesce(extract(epoch from clock_timestamp() - min(made_at)), 0)::float8
          from outbox where status = 'open') as outbox_oldest_seconds,
       (select count(*) from domain_rest where until > clock_timestamp()) as domains_resting,
       (select count(*) from worker where beat_at > clock_timestamp() - interval '8 seconds') as workers,
       (select coalesce(extract(epoch from clock_timestamp() - min(d.due_at)), 0)::float8
          from delivery d
         where d.status in ('planned', 'deferred') and d.due_at <= clock_timestamp() and not ({is_paused})) as oldest_due_seconds,
       (select count(*) from delivery d
         where d.status in ('planned', 'deferred') and d.due_at <= clock_timestamp() and {is_paused}) as paused,
       (select count(*) from delivery where status = 'deferred' and last_answer = '{mail_pauses.HELD_BACK}') as held_back,
       (select trouble from relay) as relay_trouble
"""

# Each part uses a partial index that covers only its statuses.
BY_STATUS: Final = """
select status, count(*) as count from delivery where status in ('planned', 'deferred') group by status
union all
select status, count(*) from delivery where status = 'sending' group by status
union all
select status, count(*) from delivery where status in ('held', 'failed', 'bounced') group by status
union all
select status, count(*) from delivery where status in ('sent', 'cancelled') group by status
"""

MIGRATED: Final = "select coalesce(max(number), 0) from migration"

KEYS_TWICE: Final = """
select count(*) from (select from delivery group by organiser_id, key having count(*) > 1) as twice
"""

MESSAGE_IDS_TWICE: Final = """
select count(*) from (select from delivery where message_id is not null group by message_id having count(*) > 1) as twice
"""

# For each seat, the calendar entry has at least the highest sequence among the messages with fixed bytes.
SEQUENCES_FALLEN: Final = """
select count(*)
  from (select (payload ->> 'seat')::uuid as seat_id, max((payload ->> 'sequence')::int) as sequence
          from delivery
         where message is not null and payload ? 'sequence'
         group by 1) as made
  left join calendar_entry e on e.seat_id = made.seat_id
 where e.sequence is null or e.sequence < made.sequence
"""

SEQUENCES_TWICE: Final = """
select count(*)
  from (select from delivery
         where message is not null and payload ? 'sequence'
         group by payload ->> 'seat', payload ->> 'sequence' having count(*) > 1) as twice
"""

UNANSWERED: Final = """
select count(*) from outbox where status = 'open' and made_at < clock_timestamp() - interval '10 minutes'
"""

PARKED: Final = "select count(*) from outbox where status = 'parked'"

ORPHANED: Final = """
select count(*)
  from delivery d
 where d.status = 'sending'
   and not exists (select from worker w
                    where w.id = d.claimed_by and w.beat_at > clock_timestamp() - interval '1 minute')
"""


class DeliveryFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries to list; None matches all. `after` is the id of the last row of the page before.

    `unreached`: only those that have not arrived. `is_due`: only those whose time has come.
    """

    organiser_id: UUID
    cohort_id: UUID | None = None
    session_id: UUID | None = None
    registration_id: UUID | None = None
    person_id: UUID | None = None
    programme_id: UUID | None = None
    status: str | None = None
    kind: str | None = None
    after: UUID | None = None
    delivery_id: UUID | None = None
    limit: int = 50
    sees_protected: bool = False
    unreached: bool = False
    is_due: bool = False


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery as the internal API shows it. `status` `held` means on hold since a restore; `is_paused`: it waits until mail is resumed."""

    id: UUID
    key: str
    kind: str
    person_id: UUID | None
    protected_identity: bool
    to: str | None
    subject: str | None
    status: str
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    last_answer: str | None
    is_paused: bool


class LedgerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the service: open events to registration, living workers, the oldest due mail's age, the relay, ceilings."""

    outbox_open: int
    outbox_parked: int
    outbox_oldest_seconds: float
    domains_resting: int
    workers: int
    oldest_due_seconds: float
    held_back: int
    paused: int
    relay_trouble: RelayTrouble | None


async def lines(conn: Conn, filters: DeliveryFilter) -> list[DeliveryRow]:
    """Return a tenant's deliveries, newest first, at most `limit` + 1: one more shows that there is a next page."""
    rows = await conn.fetch(
        LIST,
        filters.organiser_id,
        filters.cohort_id,
        filters.session_id,
        filters.registration_id,
        filters.person_id,
        filters.programme_id,
        filters.status,
        filters.kind,
        filters.after,
        filters.sees_protected,
        filters.limit + 1,
        filters.delivery_id,
        filters.unreached,
        filters.is_due,
    )
    return [msgspec.convert(dict(row), DeliveryRow) for row in rows]


async def progress(conn: Conn, question: ProgressQuestion) -> MailProgress:
    """Count how far the mails of a cohort have come."""
    row = await conn.fetchrow(PROGRESS, question.organiser_id, question.cohort_id, question.since)
    return msgspec.convert(dict(row or {}), MailProgress)


async def status(conn: Conn) -> LedgerStatus:
    return msgspec.convert(dict(await conn.fetchrow(STATUS) or {}), LedgerStatus)


async def by_status(conn: Conn) -> dict[str, int]:
    """Count deliveries by status."""
    return {row["status"]: row["count"] for row in await conn.fetch(BY_STATUS)}


async def is_migrated(conn: Conn) -> bool:
    """Whether any migration has run."""
    return int(await conn.fetchval(MIGRATED)) > 0
