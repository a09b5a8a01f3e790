"""Enquiries as the pages for staff list them: the newest first, with counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.enquiry import EnquiryStatus
from shared.postgres import Conn

LIST: Final = """
select id, status, subject, organisation, name, asked_at
  from enquiry
 where organiser_id = $1 and ($2::text is null or status = $2) and id < $3
 order by id desc limit $4
"""

OF_PERSON: Final = """
select id, status, subject, organisation, name, asked_at
  from enquiry
 where organiser_id = $1 and person_id = $2
 order by id desc limit 50
"""

COUNTS: Final = "select status, count(*) as times from enquiry where organiser_id = $1 group by status"


class ListedEnquiry(msgspec.Struct, frozen=True, kw_only=True):
    """One enquiry in the list."""

    id: UUID
    status: EnquiryStatus
    subject: str
    organisation: str
    name: str
    asked_at: datetime


async def list_before(
    conn: Conn, organiser_id: UUID, *, status: EnquiryStatus | None, before: UUID, limit: int
) -> Sequence[ListedEnquiry]:
    """Return a page of enquiries: those with ids below `before`."""
    rows = await conn.fetch(LIST, organiser_id, status, before, limit)
    return [msgspec.convert(dict(row), ListedEnquiry) for row in rows]


async def of_person(conn: Conn, organiser_id: UUID, person_id: UUID) -> Sequence[ListedEnquiry]:
    """Return what a person has written in answer to our mails, the newest first."""
    rows = await conn.fetch(OF_PERSON, organiser_id, person_id)
    return [msgspec.convert(dict(row), ListedEnquiry) for row in rows]


async def counts(conn: Conn, organiser_id: UUID) -> dict[str, int]:
    """Return how many enquiries have each status."""
    return {row["status"]: row["times"] for row in await conn.fetch(COUNTS, organiser_id)}
