"""Rows of `interest`: addresses to notify when registration opens, deleted once they are."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.form import address_key
from shared import ids
from shared.language import Language
from shared.postgres import Conn

# A second request from the same address only updates the language.
INSERT: Final = """
insert into interest (organiser_id, id, programme_id, email, email_key, language, asked_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict on constraint interest_once_key do update set language = excluded.language
"""

# One row per address, also if it subscribed both to the programme and to all programmes.
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
    """Store an address, once per programme (None: all programmes)."""
    await conn.execute(
        INSERT, organiser_id, ids.new(), programme_id, email, address_key(email), language, now
    )


async def take(conn: Conn, organiser_id: UUID, programme_id: UUID) -> list[Subscriber]:
    """Delete and return all subscribers of the programme."""
    return [Subscriber(**row) for row in await conn.fetch(TAKE, organiser_id, programme_id)]


async def forget(conn: Conn, *, before: datetime) -> None:
    """Delete addresses stored before `before`."""
    await conn.execute(FORGET, before)
