"""Rows of `calendar_entry`: what each seat holder was told last."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.communicated import CalendarEntry
from services.notify.domain.unit_state import SessionDetails
from shared.postgres import Conn

OF_REGISTRATIONS: Final = """
select seat_id, registration_id, session_id, status, edition, details::text as details, sequence, is_placed,
       address, partstat, is_adopted, link_generation, address_edition
  from calendar_entry
 where organiser_id = $1 and registration_id = any($2::uuid[])
"""

# Also with concurrent writers the sequence never falls, and the ORGANIZER's address is set only once.
PUT: Final = """
insert into calendar_entry (organiser_id, seat_id, registration_id, session_id, status, edition, details, sequence,
                            is_placed, address, partstat, is_adopted, link_generation, address_edition,
                            told_at)
select $1, seat_id, registration_id, session_id, status, edition, details::jsonb, sequence, is_placed, address,
       partstat, is_adopted, link_generation, address_edition, now()
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::text[], $8::int[], $9::bool[], $10::text[],
              $11::text[], $12::bool[], $13::int[], $14::int[])
    as e (seat_id, registration_id, session_id, status, edition, details, sequence, is_placed, address, partstat, is_adopted,
          link_generation, address_edition)
    on conflict (seat_id) do update
   set status = excluded.status, edition = excluded.edition, details = excluded.details,
       sequence = greatest(calendar_entry.sequence, excluded.sequence), is_placed = excluded.is_placed,
       address = coalesce(calendar_entry.address, excluded.address), partstat = excluded.partstat,
       is_adopted = excluded.is_adopted, address_edition = excluded.address_edition, link_generation = excluded.link_generation, told_at = excluded.told_at
 where calendar_entry.organiser_id = $1
"""

DROP_ADOPTED: Final = """
delete from calendar_entry where organiser_id = $1 and registration_id = any($2::uuid[]) and is_adopted
"""

ERASE: Final = """
update calendar_entry set address = null where organiser_id = $1 and registration_id = any($2::uuid[])
"""

_DETAILS: Final = msgspec.json.Decoder(SessionDetails)


async def of_registrations(
    conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]
) -> dict[UUID, dict[UUID, CalendarEntry]]:
    """Return the entries of each registration, by seat id."""
    found: dict[UUID, dict[UUID, CalendarEntry]] = {}
    for row in await conn.fetch(OF_REGISTRATIONS, organiser_id, registration_ids):
        found.setdefault(row["registration_id"], {})[row["seat_id"]] = CalendarEntry(
            seat_id=row["seat_id"],
            registration_id=row["registration_id"],
            session_id=row["session_id"],
            status=row["status"],
            edition=row["edition"],
            details=_DETAILS.decode(row["details"]),
            sequence=row["sequence"],
            is_placed=row["is_placed"],
            address=row["address"],
            partstat=row["partstat"],
            is_adopted=row["is_adopted"],
            link_generation=row["link_generation"],
            address_edition=row["address_edition"],
        )
    return found


async def put(conn: Conn, organiser_id: UUID, entries: Sequence[CalendarEntry]) -> None:
    """Insert or update entries, any number in one statement."""
    if not entries:
        return
    entries = sorted(entries, key=lambda entry: entry.seat_id)
    await conn.execute(
        PUT,
        organiser_id,
        [entry.seat_id for entry in entries],
        [entry.registration_id for entry in entries],
        [entry.session_id for entry in entries],
        [entry.status for entry in entries],
        [entry.edition for entry in entries],
        [msgspec.json.encode(entry.details).decode() for entry in entries],
        [entry.sequence for entry in entries],
        [entry.is_placed for entry in entries],
        [entry.address for entry in entries],
        [entry.partstat for entry in entries],
        [entry.is_adopted for entry in entries],
        [entry.link_generation for entry in entries],
        [entry.address_edition for entry in entries],
    )


async def drop_adopted(conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]) -> None:
    """Delete entries that were adopted from a replay."""
    await conn.execute(DROP_ADOPTED, organiser_id, registration_ids)


async def erase(conn: Conn, organiser_id: UUID, registration_ids: Sequence[UUID]) -> None:
    """Remove the ORGANIZER's address, which names the seat, from the entries of these registrations."""
    await conn.execute(ERASE, organiser_id, registration_ids)
