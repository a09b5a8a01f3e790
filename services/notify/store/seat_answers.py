"""Rows of `seat_answer`, and the seats that calendar answers are about, found by the address that these came to."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.inbound.weighing import AskedSeat, LastAnswer
from services.notify.domain.unit_state import SessionDetails
from shared import ids
from shared.postgres import Conn

FIND: Final = """
select e.organiser_id, e.seat_id, e.registration_id, e.session_id, e.address, e.status, e.sequence, e.details::text as details,
       e.address_edition, p.id as person_id, p.body ->> 'email' as email, (p.body ->> 'address_edition')::int as person_edition,
       a.kind, a.sequence as answered_sequence, a.dtstamp, a.arrival
  from calendar_entry e
  left join snapshot r on r.kind = 'registration' and r.id = e.registration_id and r.organiser_id = e.organiser_id
  left join snapshot p on p.kind = 'person' and p.id = r.person_id and p.organiser_id = e.organiser_id
  left join seat_answer a on a.seat_id = e.seat_id
 where e.address = any($1::text[])
 order by e.seat_id
"""

# In one order, so that two workers do not wait for each other in a circle.
LOCK: Final = """
select pg_advisory_xact_lock(hashtextextended('answer:' || id, 0))
  from (select id::text as id from unnest($1::uuid[]) as s (id) order by id) as s
"""

PUT: Final = """
insert into seat_answer (seat_id, organiser_id, kind, sequence, dtstamp, arrival)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::timestamptz[], $6::bigint[])
on conflict (seat_id) do update
   set kind = excluded.kind, sequence = excluded.sequence, dtstamp = excluded.dtstamp, arrival = excluded.arrival
"""

SET_PARTSTAT: Final = """
update calendar_entry e set partstat = p.partstat
  from unnest($1::uuid[], $2::text[], $3::int[]) as p (seat_id, partstat, sequence)
 where e.seat_id = p.seat_id and e.sequence <= p.sequence
"""

# What was told of answers and letters, which hold what was written; an event that is still open is needed.
CLEAR_OUTBOX: Final = """
update outbox set payload = null
 where organiser_id = $1 and kind in ('calendar_answer', 'person_letter') and status = 'done' and payload is not null
   and exists (select from unnest($2::text[]) as u (id) where position(convert_to(u.id, 'UTF8') in payload) > 0)
"""

_DETAILS: Final = msgspec.json.Decoder(SessionDetails)
_PARTSTAT: Final = {
    "accepted": "ACCEPTED",
    "declined": "DECLINED",
    "tentative": "TENTATIVE",
    "counter": "TENTATIVE",
}


class AnsweredSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A seat with the ids that registration knows it by."""

    organiser_id: UUID
    seat_id: UUID
    registration_id: UUID
    session_id: UUID
    person_id: UUID | None
    asked: AskedSeat


async def find(conn: Conn, addresses: Sequence[str]) -> dict[str, AnsweredSeat]:
    """Return the seats by the ORGANIZER addresses of their entries, and lock the answers to them."""
    if not addresses:
        return {}
    await conn.fetch(LOCK, [row["seat_id"] for row in await conn.fetch(FIND, addresses)])
    found: dict[str, AnsweredSeat] = {}
    for row in await conn.fetch(FIND, addresses):
        details = _DETAILS.decode(row["details"])
        found[row["address"]] = AnsweredSeat(
            organiser_id=row["organiser_id"],
            seat_id=row["seat_id"],
            registration_id=row["registration_id"],
            session_id=row["session_id"],
            person_id=row["person_id"],
            asked=AskedSeat(
                uid=ids.calendar_uid(row["seat_id"]),
                status=row["status"],
                sequence=row["sequence"],
                email=row["email"],
                is_told_there=row["address_edition"] == (row["person_edition"] or 1),
                starts_at=details.starts_at,
                ends_at=details.ends_at,
                on=details.on,
                last=None
                if row["kind"] is None
                else LastAnswer(
                    kind=row["kind"],
                    sequence=row["answered_sequence"],
                    dtstamp=row["dtstamp"],
                    arrival=row["arrival"],
                ),
            ),
        )
    return found


async def put(conn: Conn, answers: Sequence[tuple[AnsweredSeat, LastAnswer]]) -> None:
    """Note the last answers of these seats, and how their entries shall show them from now on."""
    if not answers:
        return
    await conn.execute(
        PUT,
        [seat.seat_id for seat, _ in answers],
        [seat.organiser_id for seat, _ in answers],
        [answer.kind for _, answer in answers],
        [answer.sequence for _, answer in answers],
        [answer.dtstamp for _, answer in answers],
        [answer.arrival for _, answer in answers],
    )
    shown = [(seat, answer) for seat, answer in answers if answer.kind in _PARTSTAT]
    await conn.execute(
        SET_PARTSTAT,
        [seat.seat_id for seat, _ in shown],
        [_PARTSTAT[answer.kind] for _, answer in shown],
        [answer.sequence for _, answer in shown],
    )


async def clear_outbox(conn: Conn, organiser_id: UUID, subject_ids: Sequence[UUID]) -> None:
    """Delete the content of events about answers to seats of these registrations, and letters of these people."""
    await conn.execute(CLEAR_OUTBOX, organiser_id, [str(one) for one in subject_ids])
