"""Rows of `erasure`, and taking every word of a person out of the ledger and the snapshots; keys and times stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.communicated import REPLAYED
from shared.postgres import Conn

_nobody: Final = "Borttagen person"
_given_up: Final = "given up"

ASK: Final = """
insert into erasure (organiser_id, person_id, asked_at)
select $1, person_id, $3 from unnest($2::uuid[]) as p (person_id) order by person_id
on conflict do nothing
"""

LIST_OPEN: Final = """
select organiser_id, person_id, asked_at from erasure where scrubbed_at is null order by asked_at, person_id limit 500
"""

UNITS: Final = """
select id from snapshot
 where organiser_id = $1 and person_id = $2 and kind in ('registration', 'invitation')
 order by id
"""

COUNT_UNSENT: Final = """
select (select count(*) from delivery
         where organiser_id = $1 and person_id = $2 and status in ('planned', 'held', 'sending', 'deferred'))
     + (select count(*) from snapshot s
          join unit_due u on u.organiser_id = s.organiser_id and u.unit_id = s.id
         where s.organiser_id = $1 and s.person_id = $2 and s.kind in ('registration', 'invitation'))
"""

GIVE_UP: Final = """
update delivery
   set status = case when attempts > 0 then 'failed' else 'cancelled' end, last_answer = $3, claimed_by = null,
       revision = revision + 1
 where organiser_id = $1 and person_id = $2 and status in ('planned', 'held', 'deferred')
"""

ADDRESS: Final = """
select body ->> 'email' from snapshot where organiser_id = $1 and kind = 'person' and id = $2
"""

# What they wrote or asked for without being registered goes with them.
DROP_ENQUIRIES: Final = """
delete from snapshot
 where organiser_id = $1 and kind in ('enquiry', 'opening') and lower(body ->> 'email') = lower($2)
returning id
"""

# Why one was taken over unsent, or given up, is no word of theirs.
SCRUB_DELIVERIES: Final = """
update delivery
   set to_address = null, subject = null, message = null, payload = '{}', domain = '', correlation_id = null,
       last_answer = case when last_answer in ($4, $5) then last_answer end, revision = revision + 1
 where organiser_id = $1 and (person_id = $2 or unit_id = any($3::uuid[]))
"""

SCRUB_ENTRIES: Final = """
update calendar_entry set address = null where organiser_id = $1 and registration_id = any($2::uuid[])
"""

SCRUB_PERSON: Final = """
update snapshot
   set body = body || jsonb_build_object('name', $3::text, 'email', null, 'protected_identity', false, 'erased', true)
 where organiser_id = $1 and kind = 'person' and id = $2
"""

SCRUB_INVITATIONS: Final = """
update snapshot set body = body || '{"role": null, "organisation": null}'
 where organiser_id = $1 and kind = 'invitation' and person_id = $2
"""

FINISH: Final = "update erasure set scrubbed_at = $3 where organiser_id = $1 and person_id = $2"


class OpenErasure(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to be forgotten once nothing of theirs is unsent."""

    organiser_id: UUID
    person_id: UUID
    asked_at: datetime


async def ask(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID], now: datetime) -> None:
    """Note whom to forget; one who was noted before, or has been forgotten, stays as they are."""
    if person_ids:
        await conn.execute(ASK, organiser_id, person_ids, now)


async def list_open(conn: Conn) -> list[OpenErasure]:
    """Those who wait to be forgotten, the first who asked first."""
    return [msgspec.convert(dict(row), OpenErasure) for row in await conn.fetch(LIST_OPEN)]


async def units(conn: Conn, one: OpenErasure) -> list[UUID]:
    """The registrations and invitations of a person."""
    return [row["id"] for row in await conn.fetch(UNITS, one.organiser_id, one.person_id)]


async def count_unsent(conn: Conn, one: OpenErasure) -> int:
    return int(await conn.fetchval(COUNT_UNSENT, one.organiser_id, one.person_id))


async def give_up(conn: Conn, one: OpenErasure) -> None:
    """Take back what has not got through, but for what is on its way at this moment."""
    await conn.execute(GIVE_UP, one.organiser_id, one.person_id, _given_up)


async def scrub(conn: Conn, one: OpenErasure, unit_ids: Sequence[UUID], now: datetime) -> None:
    """Take every word away, and note when."""
    email = await conn.fetchval(ADDRESS, one.organiser_id, one.person_id)
    asked = await conn.fetch(DROP_ENQUIRIES, one.organiser_id, email) if email else []
    theirs = [*unit_ids, *(row["id"] for row in asked)]
    await conn.execute(SCRUB_DELIVERIES, one.organiser_id, one.person_id, theirs, REPLAYED, _given_up)
    await conn.execute(SCRUB_ENTRIES, one.organiser_id, unit_ids)
    await conn.execute(SCRUB_INVITATIONS, one.organiser_id, one.person_id)
    await conn.execute(SCRUB_PERSON, one.organiser_id, one.person_id, _nobody)
    await conn.execute(FINISH, one.organiser_id, one.person_id, now)
