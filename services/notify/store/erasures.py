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


class OpenErasure(msgspec.Struct, frozen=True, kw_only=True):
    """A person who was to be erased at `asked_at`, and is not yet."""

    organiser_id: UUID
    person_id: UUID
    asked_at: datetime


async def ask(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID], now: datetime) -> None:
    """Note people to erase; a person who was noted before keeps the earlier row."""
    if person_ids:
        await conn.execute(ASK, organiser_id, person_ids, now)


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
