"""The status of the service, for /health, /metrics and the nightly check."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from services.registration.store.sessions import last_day
from shared.postgres import Conn

MIGRATED: Final = "select coalesce(max(number), 0) from migration"

STATUS: Final = f"""
select (select count(*) from outbox where status = 'open') as outbox_open,
       (select count(*) from outbox where status = 'parked') as outbox_parked,
       (select coalesce(extract(epoch from clock_timestamp() - min(made_at)), 0)::float8
          from outbox where status = 'open') as outbox_oldest_seconds,
       (select coalesce(sum(n.taken), 0)
          from session s join seat_count n on n.session_id = s.id
         where s.status <> 'cancelled' and (s.on_date is null or {last_day} >= current_date)) as seats_confirmed,
       (select count(*)
          from seat g join session s on s.organiser_id = g.organiser_id and s.id = g.session_id
         where g.status = 'waiting' and s.status <> 'cancelled'
           and (s.on_date is null or {last_day} >= current_date)) as seats_waiting
"""

CHECKS: Final = "select name, count from checked"

KEEP: Final = """
insert into checked (name, count, is_kept)
select * from unnest($1::text[], $2::bigint[], $3::boolean[])
on conflict (name) do update
   set count = excluded.count, is_kept = excluded.is_kept, checked_at = clock_timestamp()
"""

COUNT_REPLAYED: Final = "select count(*) from outbox where replayed_at = $1"

_newest: Final = max(
    (
        int(path.name[:4])
        for path in (Path(__file__).parent.parent.parent / "migrations").glob("*.sql")
        if "_post_" not in path.name
    ),
    default=0,
)


class ServiceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Events on their way to notify, numbers of seats, and the counts of the last check."""

    outbox_open: int
    outbox_parked: int
    outbox_oldest_seconds: float
    seats_confirmed: int
    seats_waiting: int
    checks: dict[str, int]


async def is_migrated(conn: Conn) -> bool:
    """Whether the database has every migration that this code needs."""
    return int(await conn.fetchval(MIGRATED) or 0) >= _newest


async def read(conn: Conn) -> ServiceStatus:
    """Read the counts for /metrics."""
    row = await conn.fetchrow(STATUS)
    checks = {check["name"]: int(check["count"]) for check in await conn.fetch(CHECKS)}
    return msgspec.convert({**dict(row or {}), "checks": checks}, ServiceStatus, strict=False)


async def keep(conn: Conn, found: Sequence[tuple[str, int, bool]]) -> None:
    """Store the counts of a check, so that every replica can show them."""
    names, counts, are_kept = zip(*found, strict=True)
    await conn.execute(KEEP, names, counts, are_kept)


async def count_replayed(conn: Conn, replayed_at: datetime) -> int:
    """Return the number of events of one replay."""
    return int(await conn.fetchval(COUNT_REPLAYED, replayed_at) or 0)


def broken(found: Sequence[tuple[str, int, bool]]) -> Mapping[str, int]:
    """Return the violated invariants with their counts."""
    return {name: count for name, count, is_kept in found if not is_kept}
