"""Deliveries on hold since a restore (status `held`): counts them and releases them."""

from datetime import datetime
from typing import Final

import msgspec

from services.notify.domain.communicated import REPLAYED
from services.notify.store import delivery_steps, snapshots, units_due
from shared import delivery_answers
from shared.postgres import Conn

# A mail that is held since its recipient's address is dead waits for something else.
_WAITS: Final = f"status = 'held' and last_answer is distinct from '{delivery_answers.DEAD_ADDRESS}'"

COUNT: Final = f"select count(*) from delivery where {_WAITS}"

BY_KIND: Final = f"""
select kind, count(*) as count, count(*) filter (where expires_at <= now()) as too_late,
       count(*) filter (where due_at > now()) as later
  from delivery
 where {_WAITS}
 group by kind
 order by kind
"""

ORGANISERS: Final = (
    f"select organiser_id from delivery where {_WAITS} union select organiser_id from unit_due order by 1"
)

# Runs first: it waits for plans that still put mails on hold, and later plans do not.
END: Final = "update epoch set held_before = null"

# A reminder changes no calendar entry, so cancelling it as replayed is enough.
REMINDERS_GONE: Final = """
update delivery set status = 'cancelled', last_answer = $2, revision = revision + 1
 where status = 'held' and kind in ('reminder', 'follow_up') and due_at < $1
"""

# Mails past `expires_at` are cancelled when they are claimed. `first_try_at` is cleared, so that a mail that was tried
# before the crash gets the full 48 hours again.
RELEASE: Final = f"""
with changed as (update delivery
   set status = case when message is null then 'planned' else 'deferred' end, first_try_at = null, revision = revision + 1
 where {_WAITS}
{delivery_steps.sent_again}
"""


class HoldCount(msgspec.Struct, frozen=True, kw_only=True):
    """The mails of one kind on hold: how many, how many past `expires_at`, and how many not due yet."""

    kind: str
    count: int
    too_late: int
    later: int


async def by_kind(conn: Conn) -> list[HoldCount]:
    """Count the mails on hold by kind."""
    return [msgspec.convert(dict(row), HoldCount) for row in await conn.fetch(BY_KIND)]


async def release(conn: Conn, *, lost_at: datetime | None) -> None:
    """Release everything on hold, in the caller's transaction.

    Reminders that were due before `lost_at` were sent by the lost installation and are cancelled.
    """
    await snapshots.lock_organisers(conn, [row["organiser_id"] for row in await conn.fetch(ORGANISERS)])
    await conn.execute(END)
    if lost_at is not None:
        await conn.execute(REMINDERS_GONE, lost_at, REPLAYED)
    await conn.execute(units_due.RELEASE)
    await conn.execute(RELEASE)
