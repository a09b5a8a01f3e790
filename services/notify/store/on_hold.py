"""Deliveries held back since a restore: how many there are, and letting them go."""

from datetime import datetime
from typing import Final

import msgspec

from services.notify.domain.communicated import REPLAYED
from services.notify.store import snapshots, units_due
from shared.postgres import Conn

COUNT: Final = "select count(*) from delivery where status = 'held'"

BY_KIND: Final = """
select kind, count(*) as count, count(*) filter (where expires_at <= now()) as too_late,
       count(*) filter (where due_at > now()) as later
  from delivery
 where status = 'held'
 group by kind
 order by kind
"""

ORGANISERS: Final = "select organiser_id from delivery where status = 'held' union select organiser_id from unit_due order by 1"

# First: it waits for plans that still hold back, and those after it do not.
END: Final = "update epoch set held_before = null"

# They leave nothing behind in calendars, so it is enough never to want them again.
REMINDERS_GONE: Final = """
update delivery set status = 'cancelled', last_answer = $2, revision = revision + 1
 where status = 'held' and kind = 'reminder' and due_at < $1
"""

# What nobody is helped by any more is taken back as ever, when its turn comes. What was tried before the crash is tried
# for as long as anything else.
RELEASE: Final = """
update delivery
   set status = case when message is null then 'planned' else 'deferred' end, first_try_at = null, revision = revision + 1
 where status = 'held'
"""


class HoldCount(msgspec.Struct, frozen=True, kw_only=True):
    """Of one kind: how many, how many of them nobody is helped by any more, and how many are for later."""

    kind: str
    count: int
    too_late: int
    later: int


async def by_kind(conn: Conn) -> list[HoldCount]:
    """Count what is held, kind by kind."""
    return [msgspec.convert(dict(row), HoldCount) for row in await conn.fetch(BY_KIND)]


async def release(conn: Conn, *, lost_at: datetime | None) -> None:
    """Let go of all that is held, in the caller's transaction.

    Reminders that fell due before `lost_at` have gone: they are not sent again.
    """
    await snapshots.lock_organisers(conn, [row["organiser_id"] for row in await conn.fetch(ORGANISERS)])
    await conn.execute(END)
    if lost_at is not None:
        await conn.execute(REMINDERS_GONE, lost_at, REPLAYED)
    await conn.execute(units_due.RELEASE)
    await conn.execute(RELEASE)
