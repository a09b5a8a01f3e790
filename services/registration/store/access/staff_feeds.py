"""The calendars of staff: each with all sessions of the organiser, by a link of their own."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.store.access.generations import following
from shared.events import Mode, SessionStatus
from shared.language import Language
from shared.postgres import Conn

SET: Final = f"""
update staff set has_feed = $3, feed_generation = {following("feed_generation")} where organiser_id = $1 and id = $2 and ended_at is null
"""

GENERATION: Final = "select feed_generation from staff where organiser_id = $1 and id = $2 and has_feed"

FIND: Final = """
select s.organiser_id, o.name as organiser_name, o.slug, s.language, s.feed_generation as generation, s.has_feed,
       s.ended_at is not null as has_ended
  from staff s join organiser o on o.id = s.organiser_id
 where s.id = $1
"""

SESSIONS: Final = """
select s.id, s.title, s.on_date as on, s.starts_at, s.ends_at, s.mode, s.place, s.note, s.status,
       s.status = 'cancelled' or c.status = 'cancelled' as is_cancelled, p.title as programme_title,
       s.version + c.version + p.version as versions, greatest(s.changed_at, c.changed_at, p.changed_at) as changed_at
  from session s
  join cohort c on c.organiser_id = s.organiser_id and c.id = s.cohort_id and c.status <> 'draft'
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where s.organiser_id = $1 and s.on_date >= $2
 order by s.on_date, s.starts_at nulls first, s.id
 limit 5000
"""


class StaffFeedOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose calendar it is; a link of another `generation` was replaced or taken away."""

    organiser_id: UUID
    organiser_name: str
    slug: str
    language: Language | None
    generation: int
    has_feed: bool
    has_ended: bool


class StaffDate(msgspec.Struct, frozen=True, kw_only=True):
    """A session with a day, as staff see it in their calendars."""

    id: UUID
    title: str
    on: date
    starts_at: datetime | None
    ends_at: datetime | None
    mode: Mode | None
    place: str | None
    note: str | None
    status: SessionStatus
    is_cancelled: bool
    programme_title: str
    versions: int
    changed_at: datetime


async def set_feed(conn: Conn, organiser_id: UUID, staff_id: UUID, *, has_feed: bool) -> None:
    """Make a new link, or take it away; an earlier one is dead in any case."""
    await conn.execute(SET, organiser_id, staff_id, has_feed)


async def generation(conn: Conn, organiser_id: UUID, staff_id: UUID) -> int | None:
    """Return the generation of the person's link; None without a link."""
    found: int | None = await conn.fetchval(GENERATION, organiser_id, staff_id)
    return found


async def find(conn: Conn, staff_id: UUID) -> StaffFeedOwner | None:
    """Return whose calendar a link names, or None."""
    row = await conn.fetchrow(FIND, staff_id)
    return msgspec.convert(dict(row), StaffFeedOwner) if row else None


async def list_dates(conn: Conn, organiser_id: UUID, *, since: date) -> list[StaffDate]:
    """Return the sessions with a day, of every cohort that is no draft, in time order."""
    return [msgspec.convert(dict(row), StaffDate) for row in await conn.fetch(SESSIONS, organiser_id, since)]
