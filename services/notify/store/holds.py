"""What holds due mails back: read from the newest snapshots, and the one row of `sending_pause`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.holds import UNPAUSED, WAITS_FOR_HOURS, Holds
from shared.mail_pauses import WaitingMails
from shared.postgres import Conn
from shared.send_hours import SendHours

READ: Final = """
select kind, id, body ->> 'sending_paused_at' is not null as is_paused, (body -> 'send_hours')::text as send_hours
  from snapshot
 where kind in ('organiser', 'cohort') and (body ->> 'sending_paused_at' is not null or body ->> 'send_hours' is not null)
"""

PAUSED_SINCE: Final = "select since from sending_pause"

PAUSE: Final = "insert into sending_pause default values on conflict (only_one) do nothing"

RESUME: Final = "delete from sending_pause"

# What has waited is planned anew before it goes.
PLAN_WAITING: Final = """
insert into unit_due (organiser_id, unit_id)
select organiser_id, unit_id from delivery
 where status in ('planned', 'deferred') and due_at <= clock_timestamp()
 group by organiser_id, unit_id
 order by unit_id
    on conflict (organiser_id, unit_id) do nothing
"""

COUNT_DUE: Final = """
select count(*) from delivery where status in ('planned', 'deferred') and due_at <= clock_timestamp()
"""

# Due mails whose hours have ended meanwhile (they were many, the relay was away) are due again when the hours begin. What
# another transaction has locked is planned or claimed there, and looked at again in a second.
PUT_OFF: Final = f"""
with due as (
  select d.id, coalesce(c.opens_at, o.opens_at) as opens_at
    from delivery d
    left join unnest($1::uuid[], $2::timestamptz[]) as c (cohort_id, opens_at) on c.cohort_id = d.cohort_id
    left join unnest($3::uuid[], $4::timestamptz[]) as o (organiser_id, opens_at)
           on o.organiser_id = d.organiser_id and c.cohort_id is null
   where d.status in ('planned', 'deferred') and d.due_at <= clock_timestamp() and d.urgency >= {int(WAITS_FOR_HOURS)}
     and coalesce(c.opens_at, o.opens_at) <= coalesce(d.latest_at, 'infinity')
   order by d.id
   limit 1000
     for update of d skip locked
)
update delivery set due_at = due.opens_at from due where delivery.id = due.id
returning delivery.id
"""

_unpaused: Final = ", ".join(f"'{kind}'" for kind in sorted(UNPAUSED))

# Whether the delivery `d` waits for a pause to end, once it is due.
is_paused: Final = f"""
not (d.urgency = 0 and d.kind in ({_unpaused}))
and (exists (select from sending_pause)
     or exists (select from snapshot h where h.kind = 'organiser' and h.id = d.organiser_id and h.body ->> 'sending_paused_at' is not null)
     or exists (select from snapshot h where h.kind = 'cohort' and h.id = d.cohort_id and h.body ->> 'sending_paused_at' is not null))
""".strip()

# The same for the claim, which asks it of thousands of rows: the few that are paused are looked up once.
may_leave: Final = f"""
(d.urgency = 0 and d.kind in ({_unpaused})
 or not exists (select from sending_pause)
    and d.organiser_id <> all(array(select h.id from snapshot h where h.kind = 'organiser' and h.body ->> 'sending_paused_at' is not null))
    and (d.cohort_id is null
         or d.cohort_id <> all(array(select h.id from snapshot h where h.kind = 'cohort' and h.body ->> 'sending_paused_at' is not null))))
""".strip()

WAITING: Final = f"""
select d.cohort_id, count(*)::int as count
  from delivery d
 where d.organiser_id = $1 and d.status in ('planned', 'deferred') and d.due_at <= clock_timestamp() and {is_paused}
 group by d.cohort_id
"""

_HOURS: Final = msgspec.json.Decoder(SendHours)


async def read(conn: Conn) -> Holds:
    """Return every pause, and all hours for sending."""
    rows = await conn.fetch(READ)
    paused = {
        kind: frozenset(row["id"] for row in rows if row["kind"] == kind and row["is_paused"])
        for kind in ("organiser", "cohort")
    }
    hours = {
        kind: {
            row["id"]: _HOURS.decode(row["send_hours"])
            for row in rows
            if row["kind"] == kind and row["send_hours"] not in {None, "null"}
        }
        for kind in ("organiser", "cohort")
    }
    return Holds(
        everything=await paused_since(conn) is not None,
        paused_organisers=paused["organiser"],
        paused_cohorts=paused["cohort"],
        organiser_hours=hours["organiser"],
        cohort_hours=hours["cohort"],
    )


async def paused_since(conn: Conn) -> datetime | None:
    """Return since when the operator has paused all mail; None: it is not paused."""
    found: datetime | None = await conn.fetchval(PAUSED_SINCE)
    return found


async def put_off(
    conn: Conn, cohorts: Mapping[UUID, datetime | None], organisers: Mapping[UUID, datetime | None]
) -> None:
    """Let due mails outside their hours wait until these begin; None: those may leave now."""
    if not any((*cohorts.values(), *organisers.values())):
        return
    values = [list(cohorts), list(cohorts.values()), list(organisers), list(organisers.values())]
    while await conn.fetch(PUT_OFF, *values):
        pass


async def waiting(conn: Conn, organiser_id: UUID) -> list[WaitingMails]:
    """Count the due mails of a tenant that wait for a pause to end, by cohort."""
    return [WaitingMails(**row) for row in await conn.fetch(WAITING, organiser_id)]


async def pause(conn: Conn) -> None:
    """Pause all mail of the installation; it stays paused if it was."""
    await conn.execute(PAUSE)


async def resume(conn: Conn) -> None:
    """Let all mail leave again, planned anew; what a tenant or a cohort has paused stays so."""
    await conn.execute(PLAN_WAITING)
    await conn.execute(RESUME)


async def count_due(conn: Conn) -> int:
    """Count the mails that are due now, paused or not."""
    return int(await conn.fetchval(COUNT_DUE))
