"""Rows of `webhook_message` and `webhook_attempt`: what a webhook is told, written with the change it tells of.

A message is claimed by moving its due time ahead: a lease, which ends by itself when the process is killed (architecture
rule 6). Times are the database's (architecture rule 8).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.errors import NotFound
from services.registration.domain.webhooks.webhook import (
    TEST,
    Attempt,
    AttemptOutcome,
    DueMessage,
    MessageStatus,
    WebhookKind,
)
from shared import ids
from shared.postgres import Conn

LISTENING: Final = """
select id from webhook where organiser_id = $1 and status <> 'off' and $2 = any (kinds)
"""

ADD: Final = """
insert into webhook_message (organiser_id, id, webhook_id, kind, subject_id)
select $1, n.id, n.webhook_id, $2, n.subject_id
  from unnest($3::uuid[], $4::uuid[], $5::uuid[]) as n (id, webhook_id, subject_id)
"""

# A test goes to a webhook that is paused or off too: that is how one sees whether it can be switched on.
CLAIM: Final = """
update webhook_message m
   set due_at = clock_timestamp() + $3::interval, attempts = m.attempts + 1
  from (select d.id
          from webhook w
         cross join lateral (
           select q.id, q.due_at
             from webhook_message q
            where q.webhook_id = w.id and q.status = 'waiting' and q.due_at <= clock_timestamp()
              and (w.status = 'on' or q.kind = $4)
            order by q.due_at
            limit $2
              for update skip locked) d
         where not w.id = any ($1::uuid[])) due
 where m.id = due.id
returning m.organiser_id, m.id, m.webhook_id, m.kind, m.subject_id, m.happened_at, m.attempts, m.failures
"""

# Only while it is still this process's: a lease that has ended may be another's.
SETTLE: Final = """
update webhook_message
   set status = $4, failures = $5, due_at = clock_timestamp() + $6::interval
 where organiser_id = $1 and id = $2 and attempts = $3 and status = 'waiting'
returning id
"""

NOTE_ATTEMPT: Final = """
insert into webhook_attempt (organiser_id, message_id, number, outcome, code, milliseconds) values ($1, $2, $3, $4, $5, $6)
"""

RESEND: Final = """
update webhook_message set status = 'waiting', failures = 0, due_at = clock_timestamp()
 where organiser_id = $1 and id = $2 and (status <> 'waiting' or due_at > clock_timestamp() + $3::interval)
returning webhook_id
"""

RESEND_FAILED: Final = """
with resent as (
  update webhook_message set status = 'waiting', failures = 0, due_at = clock_timestamp()
   where organiser_id = $1 and webhook_id = $2 and status = 'failed'
  returning id
)
select count(*) from resent
"""

# Only while it is not being tried: that may take as long as a lease.
HURRY: Final = """
update webhook_message set due_at = clock_timestamp()
 where webhook_id = $1 and status = 'waiting' and due_at > clock_timestamp() + $2::interval
"""

_shown: Final = """
select m.id, m.webhook_id, m.kind, m.subject_id, m.happened_at, m.status, m.attempts,
       case when m.status = 'waiting' and (w.status = 'on' or m.kind = 'webhook.test') then m.due_at end as next_at,
       coalesce((select jsonb_agg(jsonb_build_object('number', a.number, 'at', a.at, 'outcome', a.outcome, 'code', a.code,
                                                     'milliseconds', a.milliseconds) order by a.number desc)
                   from webhook_attempt a where a.organiser_id = m.organiser_id and a.message_id = m.id), '[]') as log
  from webhook_message m
  join webhook w on w.organiser_id = m.organiser_id and w.id = m.webhook_id
"""

LIST: Final = f"""{_shown}
 where m.organiser_id = $1 and m.webhook_id = $2 and m.id < $3
 order by m.id desc limit $4
"""

LIST_FAILED: Final = f"""{_shown}
 where m.organiser_id = $1 and m.webhook_id = $2 and m.id < $3 and m.status = 'failed'
 order by m.id desc limit $4
"""

GET: Final = f"{_shown} where m.organiser_id = $1 and m.id = $2"

COUNT_FAILED: Final = """
select count(*) from webhook_message where organiser_id = $1 and webhook_id = $2 and status = 'failed'
"""

FORGET: Final = "delete from webhook_message where happened_at < $1"


class LoggedAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt; `code`: the HTTP status, if one was answered."""

    number: int
    at: datetime
    outcome: AttemptOutcome
    code: int | None
    milliseconds: int


class WebhookMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message with its attempts, the newest first. `next_at`: when it is tried; None while its webhook is not on."""

    id: UUID
    webhook_id: UUID
    kind: str
    subject_id: UUID
    happened_at: datetime
    status: MessageStatus
    attempts: int
    next_at: datetime | None
    log: list[LoggedAttempt]


async def tell(
    conn: Conn,
    organiser_id: UUID,
    kind: WebhookKind,
    subject_ids: Sequence[UUID],
    *,
    replayed_at: datetime | None = None,
) -> None:
    """Write a message about each of these for every webhook that is told of the kind, in the transaction of the change.

    `replayed_at`: nothing has changed, it is only told again; webhooks are not.
    """
    if replayed_at is not None or not subject_ids:
        return
    webhook_ids = [row["id"] for row in await conn.fetch(LISTENING, organiser_id, kind)]
    if webhook_ids:
        pairs = [(webhook_id, each) for webhook_id in webhook_ids for each in dict.fromkeys(subject_ids)]
        await _add(conn, organiser_id, kind, pairs)


async def tell_test(conn: Conn, organiser_id: UUID, webhook_id: UUID) -> UUID:
    """Write a test message, and return its id."""
    [message_id] = await _add(conn, organiser_id, TEST, [(webhook_id, webhook_id)])
    return message_id


async def claim(conn: Conn, *, busy: Sequence[UUID], most_each: int, lease: timedelta) -> list[DueMessage]:
    """Claim what is due: at most so many for each webhook that is not busy in this process."""
    rows = await conn.fetch(CLAIM, busy, most_each, lease, TEST)
    return [msgspec.convert(dict(row), DueMessage) for row in rows]


async def settle(
    conn: Conn, message: DueMessage, attempt: Attempt, *, failures: int, wait: timedelta | None
) -> bool:
    """Note an attempt and what follows: `wait` until the next, or None. False if another process has the message now."""
    status = "delivered" if attempt.is_delivered else "failed" if wait is None else "waiting"
    key = (message.organiser_id, message.id, message.attempts)
    if await conn.fetchval(SETTLE, *key, status, failures, wait or timedelta()) is None:
        return False
    await conn.execute(NOTE_ATTEMPT, *key, attempt.outcome, attempt.code, attempt.milliseconds)
    return True


async def resend(conn: Conn, organiser_id: UUID, message_id: UUID, *, lease: timedelta) -> None:
    """Let a message be tried now; one that is being tried is left alone. Raises `NotFound`."""
    if await conn.fetchval(RESEND, organiser_id, message_id, lease) is None:
        await get(conn, organiser_id, message_id)


async def resend_failed(conn: Conn, organiser_id: UUID, webhook_id: UUID) -> int:
    """Let every failed message of a webhook be tried now, and return how many."""
    found: int = await conn.fetchval(RESEND_FAILED, organiser_id, webhook_id)
    return found


async def hurry(conn: Conn, webhook_id: UUID, *, lease: timedelta) -> None:
    """Let everything that waits be tried now."""
    await conn.execute(HURRY, webhook_id, lease)


async def list_before(
    conn: Conn, organiser_id: UUID, webhook_id: UUID, *, before: UUID, limit: int, is_failed: bool = False
) -> list[WebhookMessage]:
    """Return a page of a webhook's messages, the newest first."""
    statement = LIST_FAILED if is_failed else LIST
    rows = await conn.fetch(statement, organiser_id, webhook_id, before, limit)
    return [msgspec.convert(dict(row), WebhookMessage) for row in rows]


async def get(conn: Conn, organiser_id: UUID, message_id: UUID) -> WebhookMessage:
    """Return a message; raises `NotFound`."""
    row = await conn.fetchrow(GET, organiser_id, message_id)
    if row is None:
        raise NotFound("webhook_message")
    return msgspec.convert(dict(row), WebhookMessage)


async def count_failed(conn: Conn, organiser_id: UUID, webhook_id: UUID) -> int:
    found: int = await conn.fetchval(COUNT_FAILED, organiser_id, webhook_id)
    return found


async def forget(conn: Conn, *, before: datetime) -> None:
    """Delete messages about what happened before, with their attempts."""
    await conn.execute(FORGET, before)


async def _add(conn: Conn, organiser_id: UUID, kind: str, pairs: Sequence[tuple[UUID, UUID]]) -> list[UUID]:
    message_ids = [ids.new() for _ in pairs]
    webhook_ids, subject_ids = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    await conn.execute(ADD, organiser_id, kind, message_ids, webhook_ids, subject_ids)
    return message_ids
