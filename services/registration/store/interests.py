"""Rows of `interest`: who wants to know when registration opens. They go when they have been told."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.form import address_key
from shared import ids
from shared.events import Language
from shared.postgres import Conn

# A second request of the same address only updates the language.
INSERT: Final = """
insert into interest (organiser_id, id, programme_id, email, email_key, language, asked_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict on constraint interest_once_key do update set language = excluded.language
"""

# One mail to an address, also when it asked for the programme and for anything.
TAKE: Final = """
with taken as (
  delete from interest
   where organiser_id = $1 and (programme_id = $2 or programme_id is null)
  returning id, email, email_key, language
)
select distinct on (email_key) id, email, language from taken order by email_key, id
"""

FORGET: Final = "delete from interest where asked_at < $1"

ERASE_PERSON: Final = "delete from interest where organiser_id = $1 and email_key = $2"


class Subscriber(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    email: str
    language: Language


async def insert(
    conn: Conn,
    organiser_id: UUID,
    *,
    programme_id: UUID | None,
    email: str,
    language: Language,
    now: datetime,
) -> None:
    """Keep an address; once for each thing that it asks about."""
    await conn.execute(
        INSERT, organiser_id, ids.new(), programme_id, email, address_key(email), language, now
    )


async def take(conn: Conn, organiser_id: UUID, programme_id: UUID) -> list[Subscriber]:
    """Take out all who are to hear of the programme."""
    return [Subscriber(**row) for row in await conn.fetch(TAKE, organiser_id, programme_id)]


async def forget(conn: Conn, *, before: datetime) -> None:
    """Let go of addresses that have waited too long."""
    await conn.execute(FORGET, before)
