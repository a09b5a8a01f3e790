"""Rows of `mail_count`: how many mails were made within this hour, for a recipient and for an organiser."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from shared.postgres import Conn

# In one order, so that two workers with mails to the same recipients do not wait for each other in a circle.
ADD: Final = """
with added as (
  insert into mail_count (who, hour_at, source, times)
  select who, date_trunc('hour', clock_timestamp()), source, times
    from unnest($1::bytea[], $2::uuid[], $3::int[]) as a (who, source, times)
   order by who, source
  on conflict (who, hour_at, source) do update set times = mail_count.times + excluded.times
  returning who, hour_at, source, times
)
select added.who, added.times + coalesce(sum(others.times), 0) as times
  from added
  left join mail_count others on others.who = added.who and others.hour_at = added.hour_at and others.source <> added.source
 group by added.who, added.times
"""

FORGET: Final = "delete from mail_count where hour_at < clock_timestamp() - interval '1 day'"


async def add(conn: Conn, counts: Mapping[tuple[bytes, UUID], int]) -> dict[bytes, int]:
    """Count mails, by whom they are counted for and by source; return how many it are in this hour, all sources together."""
    rows = await conn.fetch(
        ADD, [who for who, _ in counts], [source for _, source in counts], list(counts.values())
    )
    return {row["who"]: row["times"] for row in rows}


async def forget(conn: Conn) -> None:
    """Delete the counts of earlier days."""
    await conn.execute(FORGET)
