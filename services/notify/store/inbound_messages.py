"""Rows of `inbound_message`: mail that came in, from before it is acknowledged until its bytes may not be kept any more."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import Final, Literal
from uuid import UUID

import msgspec

from shared import ids
from shared.postgres import Conn

MailClass = Literal["calendar_reply", "report", "automatic", "words", "loop", "unreadable"]

# The same mail again: its sender has not heard that it was taken.
ADD: Final = """
insert into inbound_message (id, digest, envelope_from, recipients, size, message) values ($1, $2, $3, $4, $5, $6)
on conflict (digest) do nothing
returning id
"""

LIST_OPEN: Final = """
select id, arrival, received_at, envelope_from, recipients, size
  from inbound_message
 where status = 'open'
 order by arrival
 limit $1
"""

BODIES: Final = "select id, message from inbound_message where id = any($1::uuid[]) and message is not null"

LOCK: Final = """
select id from inbound_message where id = any($1::uuid[]) and status = 'open' order by arrival for update skip locked
"""

SETTLE: Final = """
update inbound_message m
   set status = s.status, class = s.class, outcome = s.outcome, organiser_id = s.organiser_id, person_id = s.person_id,
       seat_id = s.seat_id, handled_at = clock_timestamp(),
       -- Of what a machine sent everything is taken; it holds a whole mail of ours, or what is nobody's business.
       message = case when s.class in ('report', 'automatic') and s.status = 'done' then null else m.message end,
       envelope_from = case when s.class in ('report', 'automatic') and s.status = 'done' then '' else m.envelope_from end
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[])
    as s (id, status, class, outcome, organiser_id, person_id, seat_id)
 where m.id = s.id and m.status = 'open'
"""

COUNT: Final = """
select coalesce(class, 'open') as class, status, count(*) as messages from inbound_message group by 1, 2
"""

LIST_BYTES: Final = """
select id from inbound_message
 where message is not null and received_at < $1 and status <> 'open'
 order by received_at limit 500
"""

DROP_BYTES: Final = "update inbound_message set message = null, envelope_from = '' where id = any($1::uuid[])"

ERASE_PERSON: Final = """
update inbound_message set message = null, envelope_from = '', recipients = '{}'
 where organiser_id = $1 and person_id = $2 and status <> 'open'
"""


class OpenMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that has not been read; `arrival` rises with each mail."""

    id: UUID
    arrival: int
    received_at: datetime
    envelope_from: str
    recipients: tuple[str, ...]
    size: int
    raw: bytes = b""


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a mail: `is_aside`, nothing followed and a person may look at it; `outcome` says in a word what or why."""

    id: UUID
    mail_class: MailClass
    outcome: str
    is_aside: bool = False
    organiser_id: UUID | None = None
    person_id: UUID | None = None
    seat_id: UUID | None = None


async def add(
    conn: Conn, *, digest: bytes, envelope_from: str, recipients: Sequence[str], raw: bytes
) -> bool:
    """Store a mail; False if it is stored already."""
    found = await conn.fetchval(ADD, ids.new(), digest, envelope_from, list(recipients), len(raw), raw)
    return found is not None


async def list_open(conn: Conn, *, most: int, most_bytes: int) -> list[OpenMessage]:
    """Return the oldest open mails with their bytes, at least one, and not more bytes than so many beside it."""
    rows = await conn.fetch(LIST_OPEN, most)
    sizes = list(accumulate(row["size"] for row in rows))
    chosen = [row for row, size in zip(rows, sizes, strict=True) if size <= most_bytes] or rows[:1]
    found = await bodies(conn, [row["id"] for row in chosen])
    return [
        msgspec.convert({**row, "raw": found[row["id"]]}, OpenMessage) for row in chosen if row["id"] in found
    ]


async def bodies(conn: Conn, message_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Return the bytes of these mails, of those that have not been deleted."""
    return {row["id"]: row["message"] for row in await conn.fetch(BODIES, message_ids)}


async def lock(conn: Conn, message_ids: Sequence[UUID]) -> set[UUID]:
    """Lock those of these mails that are still open, and that no other worker has in hand."""
    return {row["id"] for row in await conn.fetch(LOCK, message_ids)}


async def settle(conn: Conn, settled: Sequence[Settled]) -> None:
    """Note what became of locked mails."""
    await conn.execute(
        SETTLE,
        [one.id for one in settled],
        ["set_aside" if one.is_aside else "done" for one in settled],
        [one.mail_class for one in settled],
        [one.outcome for one in settled],
        [one.organiser_id for one in settled],
        [one.person_id for one in settled],
        [one.seat_id for one in settled],
    )


async def count(conn: Conn) -> dict[tuple[str, str], int]:
    """Return how many mails there are, by class (`open`: not read yet) and status."""
    return {(row["class"], row["status"]): row["messages"] for row in await conn.fetch(COUNT)}


async def drop_bytes(conn: Conn, *, before: datetime) -> bool:
    """Delete the bytes of up to 500 mails that came before this time; return whether there was any."""
    found = [row["id"] for row in await conn.fetch(LIST_BYTES, before)]
    if found:
        await conn.execute(DROP_BYTES, found)
    return bool(found)


async def erase_person(conn: Conn, organiser_id: UUID, person_id: UUID) -> None:
    """Delete the bytes and addresses of the mails about a person."""
    await conn.execute(ERASE_PERSON, organiser_id, person_id)
