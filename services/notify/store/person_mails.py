"""Rows of `person_mail` (dead addresses and absences), and the mails that are held because of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.reports import AutomaticReply
from services.notify.store import delivery_steps
from shared import delivery_answers
from shared.postgres import Conn

MARK_DEAD: Final = """
insert into person_mail (person_id, organiser_id, address, dead_at, answer) values ($1, $2, $3, $4, $5)
on conflict (person_id) do update
   set address = excluded.address, dead_at = excluded.dead_at, answer = excluded.answer, version = person_mail.version + 1
 where person_mail.dead_at is null or person_mail.address <> excluded.address
returning person_id
"""

NOTE_AWAY: Final = """
insert into person_mail (person_id, organiser_id, away_at, away_until, away_subject, substitute_email, substitute_name)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (person_id) do update
   set away_at = excluded.away_at, away_until = excluded.away_until, away_subject = excluded.away_subject,
       substitute_email = excluded.substitute_email, substitute_name = excluded.substitute_name, version = person_mail.version + 1
returning person_id
"""

# A mail that has gone to somebody's mailbox says that it takes mail: the absence stays, the address is no longer dead.
REVIVE: Final = """
update person_mail set address = null, dead_at = null, answer = null, version = version + 1
 where organiser_id = $1 and person_id = any($2::uuid[]) and dead_at is not null
returning person_id
"""

# Of these people, those whose dead address is no longer theirs.
REVIVE_MOVED: Final = """
update person_mail m set address = null, dead_at = null, answer = null, version = m.version + 1
  from unnest($2::uuid[], $3::text[]) as p (id, email)
 where m.organiser_id = $1 and m.person_id = p.id and m.dead_at is not null and m.address is distinct from lower(p.email)
returning m.person_id
"""

READ: Final = """
select person_id, version, address, dead_at, answer, away_at, away_until, away_subject, substitute_email, substitute_name
  from person_mail
 where organiser_id = $1 and person_id = any($2::uuid[])
 order by person_id
"""

# Absences that are over, or so old that they say nothing.
END_ABSENCES: Final = """
update person_mail
   set away_at = null, away_until = null, away_subject = null, substitute_email = null, substitute_name = null, version = version + 1
 where away_at is not null and (away_until < $1::date or away_until is null and away_at < $2)
returning organiser_id, person_id
"""

FORGET: Final = "delete from person_mail where organiser_id = $1 and person_id = any($2::uuid[])"

# Whoever is erased may be named as a substitute by others.
FORGET_SUBSTITUTE: Final = """
update person_mail set substitute_email = null, substitute_name = null, version = version + 1
 where organiser_id = $1 and substitute_email = lower($2)
returning person_id
"""

# The mails of a claim that would go to a dead address. What takes an entry away from an earlier address is not worth waiting.
HOLD: Final = f"""
with changed as (update delivery d
   set status = case when d.payload ? 'to' then 'cancelled' else 'held' end, claimed_by = null, last_answer = $3
  from person_mail m
 where d.id = any($2::uuid[]) and d.status = 'sending' and d.claimed_by = $1
   and m.person_id = d.person_id and m.organiser_id = d.organiser_id and m.dead_at is not null
   and m.address = lower(coalesce(d.to_address, d.payload ->> 'to',
                                  (select p.body ->> 'email' from snapshot p where p.kind = 'person' and p.id = d.person_id)))
returning d.id, d.organiser_id, d.status as kind, d.last_answer as answer, null::timestamptz as until
), {delivery_steps.noted}
select id from changed
"""

# The mails of people with another address: made anew for it, where a plan does not replace them.
RELEASE_MOVED: Final = f"""
with changed as (update delivery
   set status = 'planned', due_at = clock_timestamp(), attempts = 0, first_try_at = null, revision = revision + 1,
       message = null, message_id = null, subject = null, to_address = null, last_answer = null
 where organiser_id = $1 and person_id = any($2::uuid[]) and status = 'held' and last_answer = $3
{delivery_steps.sent_again}
"""


class PersonMailRow(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the mail to a person."""

    person_id: UUID
    version: int
    address: str | None
    dead_at: datetime | None
    answer: str | None
    away_at: datetime | None
    away_until: date | None
    away_subject: str | None
    substitute_email: str | None
    substitute_name: str | None


async def mark_dead(
    conn: Conn, organiser_id: UUID, person_id: UUID, *, address: str, answer: str, now: datetime
) -> bool:
    """Mark a person's address as dead; False where it is already."""
    return await conn.fetchval(MARK_DEAD, person_id, organiser_id, address.lower(), now, answer) is not None


async def note_away(
    conn: Conn, organiser_id: UUID, person_id: UUID, reply: AutomaticReply, now: datetime
) -> None:
    """Store that a person is away; a newer reply takes the place of an older one."""
    await conn.execute(
        NOTE_AWAY,
        person_id,
        organiser_id,
        now,
        reply.until,
        reply.subject,
        reply.substitute_email,
        reply.substitute_name,
    )


async def revive(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> list[UUID]:
    """Let the addresses of these people count as dead no longer; return of whom they did."""
    return [row["person_id"] for row in await conn.fetch(REVIVE, organiser_id, person_ids)]


async def revive_moved(conn: Conn, organiser_id: UUID, addresses: dict[UUID, str | None]) -> list[UUID]:
    """The same of those who have another address now, by person."""
    rows = await conn.fetch(REVIVE_MOVED, organiser_id, list(addresses), list(addresses.values()))
    return [row["person_id"] for row in rows]


async def read(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> list[PersonMailRow]:
    """Return what is known of the mail to these people."""
    rows = await conn.fetch(READ, organiser_id, person_ids)
    return [msgspec.convert(dict(row), PersonMailRow) for row in rows]


async def end_absences(conn: Conn, *, today: date, before: datetime) -> dict[UUID, list[UUID]]:
    """Forget absences that ended before today, and those without an end of which was told before; return whose, by organiser."""
    ended: dict[UUID, list[UUID]] = {}
    for row in await conn.fetch(END_ABSENCES, today, before):
        ended.setdefault(row["organiser_id"], []).append(row["person_id"])
    return ended


async def forget(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Delete what is known of the mail to these people."""
    await conn.execute(FORGET, organiser_id, person_ids)


async def forget_substitute(conn: Conn, organiser_id: UUID, email: str) -> list[UUID]:
    """Remove an address from the absences that name it; return whose."""
    return [row["person_id"] for row in await conn.fetch(FORGET_SUBSTITUTE, organiser_id, email)]


async def hold(conn: Conn, worker_id: UUID, delivery_ids: Sequence[UUID]) -> set[UUID]:
    """Hold those claims of this worker that would go to a dead address; return which."""
    return {
        row["id"] for row in await conn.fetch(HOLD, worker_id, delivery_ids, delivery_answers.DEAD_ADDRESS)
    }


async def release_moved(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Let the mails that were held for these people be made for their present address."""
    await conn.execute(RELEASE_MOVED, organiser_id, person_ids, delivery_answers.DEAD_ADDRESS)
