"""What is disposed of when its retention period has ended: people without a recent date, guests' names, enquiries."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from shared.postgres import Conn

# People who have had nothing since: no position that lasts, no invitation, no registration, no session of theirs later
# than the day or without a date.
LIST_PEOPLE: Final = """
select p.organiser_id, p.id
  from person p
 where p.created_at < $1
   and not exists (select from erasure e where e.organiser_id = p.organiser_id and e.person_id = p.id)
   and not exists (select from position q where q.organiser_id = p.organiser_id and q.person_id = p.id
                                            and (q.until_on is null or q.until_on >= $2::date))
   and not exists (select from invitation i where i.organiser_id = p.organiser_id and i.person_id = p.id
                                              and i.invited_at >= $1)
   and not exists (select from registration r where r.organiser_id = p.organiser_id and r.person_id = p.id
                                                and r.registered_at >= $1)
   and not exists (select from registration r
                     join seat t on t.organiser_id = r.organiser_id and t.registration_id = r.id
                     join session s on s.organiser_id = t.organiser_id and s.id = t.session_id
                    where r.organiser_id = p.organiser_id and r.person_id = p.id
                      and (s.on_date is null or s.on_date >= $2::date))
 order by p.created_at, p.id
 limit $3
"""

CLEAR_GUESTS: Final = "update guest set name = $2 where came_at < $1 and name <> $2"

DELETE_ENQUIRIES: Final = "delete from enquiry where coalesce(answered_at, asked_at) < $1"


async def list_people(conn: Conn, *, before: datetime, day: date, limit: int) -> list[tuple[UUID, UUID]]:
    """Return tenant and id of people to dispose of, the oldest first."""
    return [(row["organiser_id"], row["id"]) for row in await conn.fetch(LIST_PEOPLE, before, day, limit)]


async def clear_guests(conn: Conn, *, before: datetime, name: str) -> None:
    """Replace the names of guests who came before this time."""
    await conn.execute(CLEAR_GUESTS, before, name)


async def delete_enquiries(conn: Conn, *, before: datetime) -> None:
    """Delete enquiries that were asked, or answered, before this time."""
    await conn.execute(DELETE_ENQUIRIES, before)
