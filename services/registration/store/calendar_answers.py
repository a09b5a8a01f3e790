"""Rows of `calendar_answer`: what calendar programs have answered, until it is acted on and as it was afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.calendar_answer import CalendarAnswerStatus, ReceivedAnswer
from services.registration.domain.errors import NotFound
from shared.calendar_answer import CalendarAnswer
from shared.postgres import Conn

# An answer to a seat that is not here, or is another organiser's, is left out.
INSERT: Final = """
insert into calendar_answer (organiser_id, id, seat_id, answer, standing, arrival, received_at, comment, by_address, by_name,
                             proposed_starts_at, proposed_ends_at, proposed_on)
select a.organiser_id, a.id, a.seat_id, a.answer, a.standing, a.arrival, a.received_at, a.comment, a.by_address, a.by_name,
       a.proposed_starts_at, a.proposed_ends_at, a.proposed_on
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::text[],
              $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::date[])
    as a (organiser_id, id, seat_id, answer, standing, arrival, received_at, comment, by_address, by_name,
          proposed_starts_at, proposed_ends_at, proposed_on)
  join seat s on s.organiser_id = a.organiser_id and s.id = a.seat_id
on conflict (id) do nothing
"""

_columns: Final = """
select a.organiser_id, a.id, a.seat_id, a.answer, a.standing, a.status, a.received_at, a.comment, a.by_address, a.by_name,
       a.proposed_starts_at, a.proposed_ends_at, a.proposed_on, a.outcome, s.registration_id, s.session_id,
       s.status as seat_status, r.person_id
  from calendar_answer a
  join seat s on s.organiser_id = a.organiser_id and s.id = a.seat_id
  join registration r on r.organiser_id = s.organiser_id and r.id = s.registration_id
"""

# The first one that nobody has in hand. Others of the same seat wait for it, so that they are acted on as they came.
LOCK_NEXT: Final = f"""{_columns}
 where a.id = (select o.id from calendar_answer o
                where o.status = 'open' and o.id <> all($1::uuid[])
                  and not exists (select from calendar_answer b
                                   where b.organiser_id = o.organiser_id and b.seat_id = o.seat_id and b.status = 'open'
                                     and b.arrival < o.arrival)
                order by o.arrival
                limit 1
                  for update skip locked)
"""

LOCK: Final = f"{_columns} where a.organiser_id = $1 and a.id = $2 for update of a"

SETTLE: Final = """
update calendar_answer
   set status = $3, outcome = $4, handled_at = case when $3 = 'done' then $5::timestamptz end
 where organiser_id = $1 and id = $2
"""

SET_ANSWERED: Final = """
update seat set answered_at = $3, unsure_at = null where organiser_id = $1 and id = $2 and status = 'confirmed'
"""

SET_UNSURE: Final = """
update seat set unsure_at = $3 where organiser_id = $1 and id = $2 and status = 'confirmed' and unsure_at is null
"""

# What is sent in answer to a mail is sent once a day at most, so that two programs cannot keep each other going.
ASK_ENTRY: Final = """
update seat set entry_asked_at = $3, proposal_refused = $4
 where organiser_id = $1 and id = $2 and status = 'confirmed'
   and ($4 or entry_asked_at is null or entry_asked_at < $3::timestamptz - interval '1 day')
returning true
"""

# A proposal of another time is answered by the move, whichever time that is to.
SETTLE_MOVED: Final = """
update calendar_answer a
   set status = 'done', outcome = 'moved', handled_at = $3
  from seat s
 where a.organiser_id = $1 and s.organiser_id = $1 and s.id = a.seat_id and s.session_id = any($2::uuid[])
   and a.status = 'waits' and a.answer = 'counter' and a.standing = 'counts'
"""

ERASE_PERSON: Final = """
update calendar_answer set comment = null, by_address = null, by_name = null
 where organiser_id = $1 and seat_id in (select s.id from seat s where s.organiser_id = $1 and s.registration_id = any($2::uuid[]))
"""

ERASE_ADDRESS: Final = """
update calendar_answer set comment = null, by_address = null, by_name = null where organiser_id = $1 and lower(by_address) = $2
"""


async def insert(conn: Conn, answers: Sequence[CalendarAnswer]) -> None:
    """Store answers to be acted on; one that is stored already stays as it is."""
    await conn.execute(
        INSERT,
        [one.organiser_id for one in answers],
        [one.id for one in answers],
        [one.seat_id for one in answers],
        [one.answer for one in answers],
        [one.standing for one in answers],
        [one.version for one in answers],
        [one.received_at for one in answers],
        [one.comment for one in answers],
        [one.by_address for one in answers],
        [one.by_name for one in answers],
        [one.proposed_starts_at for one in answers],
        [one.proposed_ends_at for one in answers],
        [one.proposed_on for one in answers],
    )


async def lock_next(conn: Conn, *, without: Sequence[UUID]) -> ReceivedAnswer | None:
    """Lock the oldest open answer, apart from these; None if there is none that nobody else has in hand."""
    row = await conn.fetchrow(LOCK_NEXT, without)
    return msgspec.convert(dict(row), ReceivedAnswer) if row else None


async def lock(conn: Conn, organiser_id: UUID, answer_id: UUID) -> ReceivedAnswer:
    """Lock one answer. Raises `NotFound`."""
    row = await conn.fetchrow(LOCK, organiser_id, answer_id)
    if row is None:
        raise NotFound("calendar_answer")
    return msgspec.convert(dict(row), ReceivedAnswer)


async def settle(
    conn: Conn, answer: ReceivedAnswer, status: CalendarAnswerStatus, outcome: str, now: datetime
) -> None:
    """Note what came of a locked answer."""
    await conn.execute(SETTLE, answer.organiser_id, answer.id, status, outcome, now)


async def settle_moved(conn: Conn, organiser_id: UUID, session_ids: Sequence[UUID], now: datetime) -> None:
    """Have the proposals of another time for these sessions wait no longer: they were moved."""
    await conn.execute(SETTLE_MOVED, organiser_id, session_ids, now)


async def set_answered(conn: Conn, organiser_id: UUID, seat_id: UUID, at: datetime) -> None:
    """Note that the holder of a seat comes."""
    await conn.execute(SET_ANSWERED, organiser_id, seat_id, at)


async def set_unsure(conn: Conn, organiser_id: UUID, seat_id: UUID, at: datetime) -> None:
    """Note that the holder of a seat does not know; the first time stays."""
    await conn.execute(SET_UNSURE, organiser_id, seat_id, at)


async def ask_entry(conn: Conn, organiser_id: UUID, seat_id: UUID, at: datetime, *, is_refusal: bool) -> bool:
    """Have the calendar entry sent again; False if that has been done within a day, and this is no refusal of a proposal."""
    return bool(await conn.fetchval(ASK_ENTRY, organiser_id, seat_id, at, is_refusal))


async def erase_person(conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]) -> None:
    """Delete what was written with the answers about these registrations."""
    await conn.execute(ERASE_PERSON, organiser_id, registration_ids)


async def erase_address(conn: Conn, organiser_id: UUID, address_key: str) -> None:
    """Delete what somebody with this address has written."""
    await conn.execute(ERASE_ADDRESS, organiser_id, address_key)
