"""Rows of `mail_report`: what mail servers and mailboxes said of mails afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.reports import CountedFailure
from services.notify.store import delivery_steps
from services.notify.store.plans import payload_of
from shared import ids
from shared.postgres import Conn

# The mail that a report is about. `is_old`: its envelope sender had no mark against guessing, since it was made before there was one.
FIND: Final = """
select d.organiser_id, d.id, d.status, d.person_id, d.to_address, d.payload::text as payload, d.correlation_id,
       d.message_id is not null as is_made,
       d.made_at < coalesce((select ran_at from migration where name like '%_mail_reports.sql'), d.made_at) as is_old
  from delivery d
 where d.id = $1
   for update
"""

# The mail that the holder of a seat got last, by the address in their calendar entry.
LAST_TO_SEAT: Final = """
select d.id
  from calendar_entry e
  join delivery d on d.organiser_id = e.organiser_id and d.unit_id = e.registration_id
 where e.address = $1 and d.status = 'sent'
 order by d.sent_at desc, d.id
 limit 1
"""

ADD: Final = """
insert into mail_report (id, organiser_id, delivery_id, person_id, kind, status, answer, mark, counts, told_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (delivery_id, mark) do nothing
returning id
"""

COUNTED: Final = """
select kind as reason, told_at from mail_report where organiser_id = $1 and person_id = $2 and counts
"""

# Mails are counted by the worker that made them, recipients by none.
OF_AN_HOUR: Final = """
select (select count(*) from mail_report where told_at > $1::timestamptz - interval '1 hour' and kind in ('gone', 'full', 'refused')) as failed,
       (select coalesce(sum(times), 0)::int from mail_count
         where hour_at > $1::timestamptz - interval '2 hours' and source <> '00000000-0000-0000-0000-000000000000') as made
"""

COUNT_NO_LONGER: Final = (
    "update mail_report set counts = false where organiser_id = $1 and person_id = any($2::uuid[]) and counts"
)

# Refusals of mails that were handed over and are to be tried again.
TAKE_BACK: Final = """
delete from mail_report r
 using delivery d
 where r.delivery_id = any($1::uuid[]) and r.counts and d.id = r.delivery_id and d.status = 'deferred'
returning r.organiser_id, r.person_id
"""

# The relay had taken it, or its answer was lost on the way to us.
BOUNCE: Final = f"""
with changed as (update delivery
   set status = 'bounced', last_answer = $2, claimed_by = null
 where id = $1 and status in ('sent', 'sending', 'deferred') and message_id is not null
returning id, organiser_id, 'bounced' as kind, last_answer as answer, null::timestamptz as until
), {delivery_steps.noted}
select id from changed
"""

NOTE: Final = "update delivery set last_answer = $2 where id = $1 and status = 'sent'"

FORGET: Final = "delete from mail_report where told_at < $1"

ERASE: Final = """
update mail_report r set answer = null, person_id = null, counts = false
  from delivery d
 where d.organiser_id = $1 and d.person_id = any($2::uuid[]) and r.delivery_id = d.id
"""


class ReportedDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """The mail that a report is about. `is_made`: it had bytes; `is_old`: from before envelope senders could not be guessed."""

    organiser_id: UUID
    id: UUID
    status: str
    person_id: UUID | None
    to_address: str | None
    invitation_id: UUID | None
    correlation_id: str | None
    is_made: bool
    is_old: bool


class NewReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report to store. `counts`: it speaks against the address."""

    kind: str
    status: str
    answer: str | None
    mark: bytes
    counts: bool


async def find(conn: Conn, delivery_id: UUID) -> ReportedDelivery | None:
    """Return the mail and lock it; None where there is none."""
    row = await conn.fetchrow(FIND, delivery_id)
    if row is None:
        return None
    found = dict(row)
    payload = payload_of(found.pop("payload"))
    return msgspec.convert({**found, "invitation_id": payload.invitation_id}, ReportedDelivery)


async def last_to_seat(conn: Conn, address: str) -> UUID | None:
    """The mail that the holder of a seat got last, by the seat's own address; None where there is none."""
    found: UUID | None = await conn.fetchval(LAST_TO_SEAT, address)
    return found


async def add(conn: Conn, about: ReportedDelivery, report: NewReport, now: datetime) -> bool:
    """Store a report; False where the same one is stored already."""
    made = await conn.fetchval(
        ADD,
        ids.new(),
        about.organiser_id,
        about.id,
        about.person_id,
        report.kind,
        report.status,
        report.answer,
        report.mark,
        report.counts,
        now,
    )
    return made is not None


async def counted(conn: Conn, organiser_id: UUID, person_id: UUID) -> list[CountedFailure]:
    """Return what speaks against the present address of a person."""
    rows = await conn.fetch(COUNTED, organiser_id, person_id)
    return [msgspec.convert(dict(row), CountedFailure) for row in rows]


async def of_an_hour(conn: Conn, now: datetime) -> tuple[int, int]:
    """How many mails came back within an hour, and how many were made in this hour and the one before."""
    row = await conn.fetchrow(OF_AN_HOUR, now)
    return (row["failed"], row["made"]) if row else (0, 0)


async def count_no_longer(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Let earlier reports on these people's mails speak against their address no more."""
    await conn.execute(COUNT_NO_LONGER, organiser_id, person_ids)


async def take_back(conn: Conn, delivery_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Delete what counts of these mails that wait to be tried again; return whose they were, by organiser."""
    found: dict[UUID, set[UUID]] = {}
    for row in await conn.fetch(TAKE_BACK, delivery_ids):
        found.setdefault(row["organiser_id"], set()).add(row["person_id"])
    return {organiser_id: sorted(people) for organiser_id, people in sorted(found.items())}


async def bounce(conn: Conn, delivery_id: UUID, answer: str) -> bool:
    """Mark a mail as bounced; False where it has not gone, or has ended otherwise."""
    return await conn.fetchval(BOUNCE, delivery_id, answer) is not None


async def note(conn: Conn, delivery_id: UUID, answer: str) -> None:
    """Store what was said last of a mail that is still on its way behind the relay."""
    await conn.execute(NOTE, delivery_id, answer)


async def forget(conn: Conn, before: datetime) -> None:
    """Delete reports that are so old that they count for nothing."""
    await conn.execute(FORGET, before)


async def erase(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Remove what servers said of the mails to these people, and whose they were."""
    await conn.execute(ERASE, organiser_id, person_ids)
