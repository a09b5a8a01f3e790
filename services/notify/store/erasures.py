"""Rows of `erasure`: people who are to be erased once their last mail is sent or given up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import json

from shared.postgres import Conn

ASK: Final = """
insert into erasure (organiser_id, person_id, asked_at)
select $1, person_id, $3 from unnest($2::uuid[]) as p (person_id) order by person_id
on conflict do nothing
"""

LIST_OPEN: Final = """
select organiser_id, person_id, asked_at from erasure where scrubbed_at is null order by asked_at, person_id limit 500
"""

FINISH: Final = "update erasure set scrubbed_at = $3 where organiser_id = $1 and person_id = $2"

# What registration was told of the mail to a person, or of them in another's absence; registration has erased it by now.
CLEAR_OUTBOX: Final = """
update outbox set payload = null, status = 'done', answered_at = coalesce(answered_at, clock_timestamp())
 where organiser_id = $1 and kind = 'person_mail' and payload is not null
   and (position($2::bytea in payload) > 0 or position($3::bytea in payload) > 0)
"""

ADDRESS: Final = """
select body ->> 'email' from snapshot where organiser_id = $1 and kind = 'person' and id = $2
"""

# Enquiries, openings and links for staff have no person; they are the person's by their address.
ERASE_NOTICES: Final = """
delete from snapshot
 where organiser_id = $1
   and (kind in ('enquiry', 'opening', 'staff_link') and lower(body ->> 'email') = lower($2)
        or kind = 'mailing_recipient' and body ->> 'test_to' is not null and lower(body ->> 'test_to') = lower($2))
returning id
"""

ERASE_PERSON: Final = """
update snapshot
   set body = body || jsonb_build_object('name', $3::text, 'email', null, 'protected_identity', false, 'erased', true)
 where organiser_id = $1 and kind = 'person' and id = $2
"""

ERASE_INVITATIONS: Final = """
update snapshot set body = body || '{"role": null, "organisation": null}'
 where organiser_id = $1 and kind = 'invitation' and person_id = $2
"""

_NAME_ERASED: Final = "Borttagen person"


class OpenErasure(msgspec.Struct, frozen=True, kw_only=True):
    """A person who was to be erased at `asked_at`, and is not yet."""

    organiser_id: UUID
    person_id: UUID
    asked_at: datetime


async def ask(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID], now: datetime) -> None:
    """Note people to erase; a person who was noted before keeps the earlier row."""
    if person_ids:
        await conn.execute(ASK, organiser_id, person_ids, now)


async def address_of(conn: Conn, organiser_id: UUID, person_id: UUID) -> str | None:
    """The e-mail address of somebody who is to be erased."""
    found: str | None = await conn.fetchval(ADDRESS, organiser_id, person_id)
    return found


async def clear_outbox(conn: Conn, organiser_id: UUID, person_id: UUID, email: str | None) -> None:
    """Remove what was told of a person's mail from the events that have gone, or are about to go."""
    address = json.encode(email.lower())[1:-1] if email else b"\0"
    await conn.execute(CLEAR_OUTBOX, organiser_id, str(person_id).encode(), address)


async def list_open(conn: Conn) -> list[OpenErasure]:
    """Return up to 500 open erasures, the oldest first."""
    return [msgspec.convert(dict(row), OpenErasure) for row in await conn.fetch(LIST_OPEN)]


async def finish(conn: Conn, erasure: OpenErasure, now: datetime) -> None:
    """Note when the person was erased."""
    await conn.execute(FINISH, erasure.organiser_id, erasure.person_id, now)


async def erase_snapshots(conn: Conn, organiser_id: UUID, person_id: UUID, email: str | None) -> list[UUID]:
    """Remove a person's name, address, role and organisation; delete and return the notices to their address."""
    notices = await conn.fetch(ERASE_NOTICES, organiser_id, email) if email else []
    await conn.execute(ERASE_INVITATIONS, organiser_id, person_id)
    await conn.execute(ERASE_PERSON, organiser_id, person_id, _NAME_ERASED)
    return [row["id"] for row in notices]
