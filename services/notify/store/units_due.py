"""Rows of `unit_due`: units that wait to be planned, where one change affects too many for one transaction."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Record

from shared.postgres import Conn

PUT: Final = """
insert into unit_due (organiser_id, unit_id, is_held, correlation_id)
select $1, unit_id, is_held, $4
  from unnest($2::uuid[], $3::bool[]) as u (unit_id, is_held)
 order by unit_id
    on conflict (organiser_id, unit_id) do update
   set is_held = unit_due.is_held or excluded.is_held, correlation_id = excluded.correlation_id
"""

TAKE_THESE: Final = """
delete from unit_due where organiser_id = $1 and unit_id = any($2::uuid[])
returning unit_id, is_held
"""

# The tenants take turns, so that one with thousands of units does not hold up the others.
NEXT: Final = """
select organiser_id, correlation_id from unit_due order by organiser_id <= $1, organiser_id, since limit 1
"""

TAKE: Final = """
delete from unit_due
 where organiser_id = $1
   and unit_id in (select unit_id from unit_due
                    where organiser_id = $1 and correlation_id is not distinct from $2
                    order by unit_id
                    limit $3)
returning unit_id, is_held
"""

TAKE_SOME: Final = """
delete from unit_due
 where organiser_id = $1
   and unit_id in (select unit_id from unit_due where organiser_id = $1 order by unit_id limit $2)
returning unit_id, is_held
"""

WAITING_LONG: Final = "select count(*) from unit_due where since < clock_timestamp() - interval '10 minutes'"

# For a restore: their mails may have been sent before the crash.
HOLD: Final = "update unit_due set is_held = true"

RELEASE: Final = "update unit_due set is_held = false where is_held"


class DueUnits(msgspec.Struct, frozen=True, kw_only=True):
    """Units of one tenant, sorted. New mails to those in `on_hold` wait until an operator releases them."""

    unit_ids: list[UUID]
    on_hold: frozenset[UUID]


async def put(
    conn: Conn,
    organiser_id: UUID,
    unit_ids: Sequence[UUID],
    *,
    on_hold: AbstractSet[UUID],
    correlation_id: str | None,
) -> None:
    """Add units to be planned; a unit that is already due stays on hold if it was."""
    await conn.execute(
        PUT, organiser_id, unit_ids, [unit_id in on_hold for unit_id in unit_ids], correlation_id
    )


async def take_these(conn: Conn, organiser_id: UUID, unit_ids: Sequence[UUID]) -> DueUnits:
    """Take out those of these units that wait; the caller plans them now."""
    return _due(await conn.fetch(TAKE_THESE, organiser_id, unit_ids))


async def next_turn(conn: Conn, after: UUID) -> tuple[UUID, str | None] | None:
    """Return the tenant whose turn it is `after` another, and the correlation id of its oldest unit; None: none waits."""
    row = await conn.fetchrow(NEXT, after)
    return (row["organiser_id"], row["correlation_id"]) if row else None


async def take(conn: Conn, organiser_id: UUID, correlation_id: str | None, *, most: int) -> DueUnits:
    """Take out at most `most` units; the caller has the tenant's planning lock."""
    return _due(await conn.fetch(TAKE, organiser_id, correlation_id, most))


async def take_some(conn: Conn, organiser_id: UUID, *, most: int) -> DueUnits:
    """Take out at most `most` units, whatever they follow from; the caller has the tenant's planning lock."""
    return _due(await conn.fetch(TAKE_SOME, organiser_id, most))


def _due(rows: list[Record]) -> DueUnits:
    return DueUnits(
        unit_ids=sorted(row["unit_id"] for row in rows),
        on_hold=frozenset(row["unit_id"] for row in rows if row["is_held"]),
    )
