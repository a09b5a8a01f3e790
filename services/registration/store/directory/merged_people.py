"""Rows of `merged_person`, and what moves from one entry of a person to the other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.registration.domain.directory.merging import SeatPair
from services.registration.store.access.generations import next_generation
from shared.postgres import Conn

LOCK_INVITATIONS: Final = """
select id from invitation where organiser_id = $1 and person_id = any($2::uuid[]) order by id for no key update
"""

# One invitation for each rule: of two the survivor's stays.
MOVE_INVITATIONS: Final = """
update invitation i set person_id = $3, version = i.version + 1
 where i.organiser_id = $1 and i.person_id = $2
   and not exists (select from invitation o
                    where o.organiser_id = i.organiser_id and o.invitation_rule_id = i.invitation_rule_id and o.person_id = $3)
returning i.id
"""

CLOSE_INVITATIONS: Final = f"""
update invitation set status = 'expired', generation = {next_generation}, version = version + 1
 where organiser_id = $1 and person_id = $2
returning id
"""

LIVE: Final = """
select cohort_id, id from registration
 where organiser_id = $1 and person_id = $2 and status <> 'withdrawn'
 order by cohort_id, id
"""

# The waiting row becomes a seat and the seat a wait, or the offer changes hands; as many seats are taken as before.
TAKE_SEAT: Final = """
update seat k
   set status = f.status, position = case when f.status = 'waiting' then k.position end,
       offered_at = f.offered_at, offered_until = f.offered_until, since = $4
  from seat f
 where k.organiser_id = $1 and k.id = $2 and f.organiser_id = $1 and f.id = $3
"""

LEAVE_SEAT: Final = """
update seat set status = 'waiting', position = $3, offered_at = null, offered_until = null
 where organiser_id = $1 and id = $2
"""

POSITION: Final = "select position from seat where organiser_id = $1 and id = $2"

TAKE_POSITION: Final = """
update seat k set position = f.position
  from seat f
 where k.organiser_id = $1 and k.id = $2 and f.organiser_id = $1 and f.id = $3
   and k.status = 'waiting' and f.status = 'withdrawn' and f.position < k.position
"""

TAKE_ATTENDANCE: Final = """
update seat k set attendance = f.attendance, attended_at = f.attended_at
  from seat f
 where k.organiser_id = $1 and k.id = any($2::uuid[]) and f.organiser_id = $1
   and f.id = ($3::uuid[])[array_position($2::uuid[], k.id)]
"""

HANDED_ATTENDANCE: Final = """
update seat k set attendance = f.attendance, attended_at = f.attended_at
  from seat f
 where k.organiser_id = $1 and f.organiser_id = $1 and f.id = k.handed_from_id and f.id = any($2::uuid[])
"""

TAKE_ANSWERS: Final = """
update registration k
   set answers = f.answers || k.answers,
       consent_version = coalesce(k.consent_version, f.consent_version), consented_at = coalesce(k.consented_at, f.consented_at)
  from registration f
 where k.organiser_id = $1 and k.id = $2 and f.organiser_id = $1 and f.id = $3
"""

TAKE_SENSITIVE: Final = """
update sensitive_answer f set registration_id = $2
 where f.organiser_id = $1 and f.registration_id = $3
   and not exists (select from sensitive_answer k
                    where k.organiser_id = $1 and k.registration_id = $2 and k.question_id = f.question_id)
"""

COPY_DETAILS: Final = """
insert into registration (organiser_id, id, cohort_id, person_id, invitation_id, status, origin, calendar, role, organisation,
                          registered_at, version)
select organiser_id, $3, cohort_id, $4, invitation_id, 'waiting', origin, calendar, role, organisation, registered_at, 0
  from registration where organiser_id = $1 and id = $2
"""

RETIRE: Final = """
update person
   set email = null, email_key = null, shared_key = null, phone = null, source_id = null,
       address_edition = address_edition + case when email is not null then 1 else 0 end, version = version + 1
 where organiser_id = $1 and id = $2
"""

INSERT: Final = """
insert into merged_person (organiser_id, person_id, into_id, email_key, merged_at) values ($1, $2, $3, $4, $5)
"""

FOLLOW: Final = "update merged_person set into_id = $3 where organiser_id = $1 and into_id = $2"

FIND: Final = "select into_id from merged_person where organiser_id = $1 and person_id = $2"

LIST_MERGED: Final = (
    "select person_id from merged_person where organiser_id = $1 and into_id = $2 order by person_id"
)

# The addresses of earlier entries, by which lists are still read.
FIND_ALIASES: Final = (
    "select email_key, into_id from merged_person where organiser_id = $1 and email_key = any($2::text[])"
)

ERASE_PERSON: Final = """
update merged_person set email_key = null where organiser_id = $1 and (into_id = $2 or person_id = $2) and email_key is not null
"""


async def lock_invitations(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Lock the invitations of both entries, before anything else."""
    await conn.execute(LOCK_INVITATIONS, organiser_id, person_ids)


async def list_live(conn: Conn, organiser_id: UUID, person_id: UUID) -> list[tuple[UUID, UUID]]:
    """Cohort and registration of everything that the person is registered for, in locking order."""
    return [(row["cohort_id"], row["id"]) for row in await conn.fetch(LIVE, organiser_id, person_id)]


async def move_invitations(conn: Conn, organiser_id: UUID, person_id: UUID, into_id: UUID) -> list[UUID]:
    """Give the survivor the invitations that they do not have; return their ids."""
    return [row["id"] for row in await conn.fetch(MOVE_INVITATIONS, organiser_id, person_id, into_id)]


async def close_invitations(conn: Conn, organiser_id: UUID, person_id: UUID) -> list[UUID]:
    """End the invitations that are left: the survivor has the same ones."""
    return [row["id"] for row in await conn.fetch(CLOSE_INVITATIONS, organiser_id, person_id)]


async def take_what_is_better(
    conn: Conn, organiser_id: UUID, pairs: Sequence[SeatPair], *, now: datetime
) -> None:
    """Let each kept seat take the seat and the attendance of the one that is freed next. Called with the counters locked."""
    for pair in pairs:
        if pair.takes_seat:
            position = await conn.fetchval(POSITION, organiser_id, pair.kept.id)
            await conn.execute(TAKE_SEAT, organiser_id, pair.kept.id, pair.freed.id, now)
            if pair.freed.status == "confirmed":
                await conn.execute(LEAVE_SEAT, organiser_id, pair.freed.id, position)
        elif pair.takes_offered:
            await conn.execute(TAKE_SEAT, organiser_id, pair.kept.id, pair.freed.id, now)
    better = [pair for pair in pairs if pair.takes_attendance]
    if better:
        await conn.execute(
            TAKE_ATTENDANCE,
            organiser_id,
            [pair.kept.id for pair in better],
            [pair.freed.id for pair in better],
        )


async def take_position(conn: Conn, organiser_id: UUID, pairs: Sequence[SeatPair]) -> None:
    """Let each kept seat that waits have the earlier place of the freed one."""
    for pair in pairs:
        await conn.execute(TAKE_POSITION, organiser_id, pair.kept.id, pair.freed.id)


async def copy_attendance(conn: Conn, organiser_id: UUID, seat_ids: Sequence[UUID]) -> None:
    """Copy the attendance of seats to those that they were handed over to."""
    await conn.execute(HANDED_ATTENDANCE, organiser_id, seat_ids)


async def take_answers(conn: Conn, organiser_id: UUID, into_id: UUID, registration_id: UUID) -> None:
    """Add the answers of one registration to those of another, which count where both have one."""
    await conn.execute(TAKE_ANSWERS, organiser_id, into_id, registration_id)
    await conn.execute(TAKE_SENSITIVE, organiser_id, into_id, registration_id)


async def copy_registration(
    conn: Conn, organiser_id: UUID, registration_id: UUID, *, new_id: UUID, person_id: UUID
) -> None:
    """Add a registration like another one, without seats, for another person."""
    await conn.execute(COPY_DETAILS, organiser_id, registration_id, new_id, person_id)


async def retire(
    conn: Conn, organiser_id: UUID, person_id: UUID, into_id: UUID, *, email_key: str | None, now: datetime
) -> None:
    """Take the address from an entry, and note into which one it was merged."""
    await conn.execute(RETIRE, organiser_id, person_id)
    await conn.execute(FOLLOW, organiser_id, person_id, into_id)
    await conn.execute(INSERT, organiser_id, person_id, into_id, email_key, now)


async def find_survivor(conn: Conn, organiser_id: UUID, person_id: UUID) -> UUID | None:
    """The entry into which this one was merged."""
    found: UUID | None = await conn.fetchval(FIND, organiser_id, person_id)
    return found


async def list_merged(conn: Conn, organiser_id: UUID, into_id: UUID) -> list[UUID]:
    """The entries that were merged into this one."""
    return [row["person_id"] for row in await conn.fetch(LIST_MERGED, organiser_id, into_id)]


async def find_aliases(conn: Conn, organiser_id: UUID, keys: Sequence[str]) -> dict[str, UUID]:
    """Who had these addresses before a merge."""
    rows = await conn.fetch(FIND_ALIASES, organiser_id, list(keys))
    return {row["email_key"]: row["into_id"] for row in rows}


async def forget_person(conn: Conn, organiser_id: UUID, person_id: UUID) -> None:
    """Delete the addresses that are kept of a person's earlier entries."""
    await conn.execute(ERASE_PERSON, organiser_id, person_id)
