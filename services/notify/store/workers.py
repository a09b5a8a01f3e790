"""Rows of `worker` (living workers), `domain_rest` and `person_rest` (to whom no mail is sent for a time)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from shared.postgres import Conn

BEAT: Final = """
insert into worker (id, beat_at) values ($1, clock_timestamp())
on conflict (id) do update set beat_at = excluded.beat_at
"""

LEAVE: Final = "delete from worker where id = $1"

HAS_SILENT: Final = "select exists (select from worker where beat_at < clock_timestamp() - $1::interval)"

DELETE_SILENT: Final = "delete from worker where beat_at < clock_timestamp() - $1::interval returning id"

REST: Final = """
insert into domain_rest (domain, until, failures) values ($1, clock_timestamp() + $2::interval, 1)
on conflict (domain) do update
   set until = greatest(domain_rest.until, excluded.until),
       failures = domain_rest.failures + case when domain_rest.until <= clock_timestamp() then 1 else 0 end
"""

FAILURES: Final = "select domain, failures from domain_rest where domain = any($1::text[])"

END_REST: Final = "delete from domain_rest where domain = any($1::text[])"

REST_PEOPLE: Final = """
insert into person_rest (person_id, until)
select person_id, clock_timestamp() + max(wait) from unnest($1::uuid[], $2::interval[]) as r (person_id, wait)
 group by person_id
 order by person_id
    on conflict (person_id) do update set until = excluded.until
"""

END_REST_OF_PEOPLE: Final = """
delete from person_rest
 where person_id = any($1::uuid[]) or until < clock_timestamp() - interval '1 day'
"""


async def beat(conn: Conn, worker_id: UUID) -> None:
    """Write this worker's heartbeat."""
    await conn.execute(BEAT, worker_id)


async def leave(conn: Conn, worker_id: UUID) -> None:
    """Remove this worker."""
    await conn.execute(LEAVE, worker_id)


async def has_silent(conn: Conn, silent_for: timedelta) -> bool:
    """Whether there is a worker without a heartbeat for so long."""
    return bool(await conn.fetchval(HAS_SILENT, silent_for))


async def delete_silent(conn: Conn, silent_for: timedelta) -> bool:
    """Remove workers without a heartbeat for this long; returns whether there were any. A living one adds itself again."""
    return bool(await conn.fetch(DELETE_SILENT, silent_for))


async def failures(conn: Conn, domains: Sequence[str]) -> dict[str, int]:
    """Return the number of failures in a row by domain; domains without any are missing."""
    return {row["domain"]: row["failures"] for row in await conn.fetch(FAILURES, domains)}


async def rest(conn: Conn, domain: str, wait: timedelta) -> None:
    """Let a domain rest; counts a failure, unless it rests already."""
    await conn.execute(REST, domain, wait)


async def end_rest(conn: Conn, domains: Sequence[str]) -> None:
    """End the rest of domains that have accepted mail again."""
    await conn.execute(END_REST, domains)


async def rest_people(conn: Conn, waits: Mapping[UUID, timedelta]) -> None:
    """Let each person rest for so long, whose address was refused for now."""
    await conn.execute(REST_PEOPLE, list(waits), list(waits.values()))


async def end_rest_of_people(conn: Conn, person_ids: Sequence[UUID]) -> None:
    """End the rest of these people, and forget the rests that were over a day ago."""
    await conn.execute(END_REST_OF_PEOPLE, person_ids)
