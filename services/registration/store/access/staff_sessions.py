"""Rows of `staff_session`: browsers in which staff are signed in; and of `sign_in_attempt`: failed attempts."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.staff import IDLE, LONGEST, SignedIn
from shared.postgres import Conn

_SEEN_EVERY: Final = timedelta(minutes=5)

START: Final = """
insert into staff_session (organiser_id, staff_id, token_hash, started_at, seen_at)
select organiser_id, id, $2, $3, $3 from staff where id = any($1::uuid[]) and ended_at is null
"""

_valid: Final = """
select s.organiser_id, s.id as staff_id, s.email, s.role, s.name, s.language,
       o.slug, o.name as organiser_name, o.short_name, o.accent, x.seen_at
  from staff_session x
  join staff s on s.organiser_id = x.organiser_id and s.id = x.staff_id and s.ended_at is null
  join organiser o on o.id = x.organiser_id
 where x.token_hash = $1 and x.started_at > $2 and x.seen_at > $3
"""

FIND: Final = f"{_valid.rstrip()} and o.slug = $4"

LIST: Final = f"{_valid.rstrip()} order by o.name, o.id"

# Some minutes apart, so that a page does not write a row each time.
NOTE_USE: Final = "update staff_session set seen_at = $2 where token_hash = $1 and seen_at < $3"

END: Final = "delete from staff_session where token_hash = $1"

END_ALL: Final = "delete from staff_session where organiser_id = $1 and staff_id = $2"

FORGET: Final = "delete from staff_session where started_at <= $1 or seen_at <= $2"

COUNT_ATTEMPT: Final = """
insert into sign_in_attempt (who, hour_at) select unnest($1::bytea[]), date_trunc('hour', $2::timestamptz)
on conflict (who, hour_at) do update set times = sign_in_attempt.times + 1
"""

TAKE_BACK: Final = """
update sign_in_attempt set times = times - 1
 where who = any($1::bytea[]) and hour_at = date_trunc('hour', $2::timestamptz) and times > 0
"""

ATTEMPTS: Final = """
select who, times from sign_in_attempt where who = any($1::bytea[]) and hour_at = date_trunc('hour', $2::timestamptz)
"""

FORGET_ATTEMPTS: Final = "delete from sign_in_attempt where hour_at < $1"


async def start(conn: Conn, staff_ids: Sequence[UUID], token_hash: bytes, *, now: datetime) -> None:
    """Start a session for these staff members, who are the same person at different organisers."""
    await conn.execute(START, staff_ids, token_hash, now)


async def find(conn: Conn, token_hash: bytes, slug: str, *, now: datetime) -> SignedIn | None:
    """Return the valid session of this cookie at an organiser, noting its use; None if there is none."""
    row = await conn.fetchrow(FIND, token_hash, now - LONGEST, now - IDLE, slug)
    if row is None:
        return None
    if row["seen_at"] < now - _SEEN_EVERY:
        await _note_use(conn, token_hash, now)
    return msgspec.convert(dict(row), SignedIn)


async def _note_use(conn: Conn, token_hash: bytes, now: datetime) -> None:
    """Note the use, if the database takes it: pages that only read are shown while it takes no writes."""
    try:
        async with conn.transaction():
            await conn.execute(NOTE_USE, token_hash, now, now - _SEEN_EVERY)
    except asyncpg.PostgresError:
        logging.getLogger(__name__).warning("staff_session.use_not_noted")


async def list_all(conn: Conn, token_hash: bytes, *, now: datetime) -> list[SignedIn]:
    """Return the valid sessions of this cookie: one for each of the person's organisers."""
    rows = await conn.fetch(LIST, token_hash, now - LONGEST, now - IDLE)
    return [msgspec.convert(dict(row), SignedIn) for row in rows]


async def end(conn: Conn, token_hash: bytes) -> None:
    """End the session of this cookie at all organisers."""
    await conn.execute(END, token_hash)


async def end_all(conn: Conn, organiser_id: UUID, staff_id: UUID) -> None:
    """End every session of a staff member, in whatever browser."""
    await conn.execute(END_ALL, organiser_id, staff_id)


async def forget(conn: Conn, *, now: datetime, attempts_before: datetime) -> None:
    """Delete sessions that have ended, and old attempts."""
    await conn.execute(FORGET, now - LONGEST, now - IDLE)
    await conn.execute(FORGET_ATTEMPTS, attempts_before)


async def count_attempt(conn: Conn, who: Sequence[bytes], *, now: datetime) -> dict[bytes, int]:
    """Count an attempt for each of these hashes, and return how many there are within the clock hour with this one.

    Attempts of the same wait for each other here, so that many at once are counted as many.
    """
    await conn.execute(COUNT_ATTEMPT, who, now)
    return {row["who"]: row["times"] for row in await conn.fetch(ATTEMPTS, who, now)}


async def take_back_attempt(conn: Conn, who: Sequence[bytes], *, now: datetime) -> None:
    """Count the attempt of this time no more: it did not fail."""
    await conn.execute(TAKE_BACK, who, now)
