"""Openings (people who asked for one mail when registration opens) and links for staff whose mail is final, and old enquiries: deletes them."""

from datetime import datetime
from typing import Final
from uuid import UUID

from shared.postgres import Conn

LIST_MAILED: Final = """
select s.organiser_id, s.id as unit_id
  from snapshot s
  join delivery d on d.organiser_id = s.organiser_id and d.unit_id = s.id
 where s.kind in ('opening', 'staff_link') and d.due_at < $1
   and (d.status in ('sent', 'failed', 'bounced', 'cancelled') or d.status <> 'sending' and d.expires_at < $1)
   and not exists (select from delivery n where n.organiser_id = d.organiser_id and n.unit_id = d.unit_id and n.due_at >= $1)
 order by s.id limit 500
"""

# Links for staff that ran out without any mail, as where notify was away for as long.
LIST_UNMAILED: Final = """
select s.organiser_id, s.id as unit_id
  from snapshot s
 where s.kind = 'staff_link' and (s.body ->> 'until')::timestamptz < $1
   and not exists (select from delivery d where d.organiser_id = s.organiser_id and d.unit_id = s.id)
 order by s.id limit 500
"""

# A printed link, or whoever was let out before there was a mail: nobody will be mailed, so nothing of them is needed. The row stays,
# so that an earlier event which arrives late mails nobody.
SCRUB_UNMAILED: Final = """
update snapshot s
   set body = s.body || '{"email": "", "name": null}'
 where s.kind = 'staff_link' and s.body ->> 'until' is null and s.body ->> 'email' <> ''
   and not exists (select from delivery d where d.organiser_id = s.organiser_id and d.unit_id = s.id)
"""

# Tests of mailings, which went to addresses of the organiser's own.
LIST_TESTS: Final = """
select s.organiser_id, s.id as unit_id
  from snapshot s
  join delivery d on d.organiser_id = s.organiser_id and d.unit_id = s.id
 where s.kind = 'mailing_recipient' and s.body ->> 'test_to' is not null
   and d.due_at < $1 and d.status in ('sent', 'failed', 'bounced', 'cancelled')
 order by s.id limit 500
"""

FORGET_SNAPSHOTS: Final = """
delete from snapshot where kind in ('opening', 'enquiry', 'mailing_recipient', 'staff_link') and id = any($1::uuid[])
"""

# The row stays, so that a replay does not send the mail again; address, domain and content are removed.
FORGET_DELIVERIES: Final = """
update delivery
   set status = case when status in ('planned', 'held', 'deferred') then 'cancelled' else status end,
       to_address = null, subject = null, message = null, domain = '', last_answer = null, revision = revision + 1
 where organiser_id = any($1::uuid[]) and unit_id = any($2::uuid[])
"""


async def list_mailed(conn: Conn, *, before: datetime) -> list[tuple[UUID, UUID]]:
    """Return tenant and unit id of openings, links for staff and tests of mailings whose mail was due before this time and is final or too late, up to 500 of each.

    So too links for staff that ran out before this time without a mail.
    """
    statements = (LIST_MAILED, LIST_UNMAILED, LIST_TESTS)
    rows = [row for statement in statements for row in await conn.fetch(statement, before)]
    return [(row["organiser_id"], row["unit_id"]) for row in rows]


async def scrub_unmailed(conn: Conn) -> None:
    """Remove address and name of staff to whom no mail about a link has gone or will go."""
    await conn.execute(SCRUB_UNMAILED)


async def forget(conn: Conn, openings_mailed: list[tuple[UUID, UUID]]) -> None:
    """Remove their addresses and content from the ledger, and delete their snapshots."""
    unit_ids = [unit_id for _, unit_id in openings_mailed]
    await conn.execute(FORGET_SNAPSHOTS, unit_ids)
    await conn.execute(
        FORGET_DELIVERIES, sorted({organiser_id for organiser_id, _ in openings_mailed}), unit_ids
    )
