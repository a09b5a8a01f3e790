"""Mailings as the pages for staff list them, and who got one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.mailings.mailing import MailingStatus
from shared.postgres import Conn

LIST: Final = """
select m.id, m.subject, m.status, m.send_at, m.sent_at, m.recipients, m.without_address, m.created_at,
       c.name as cohort, p.title as programme
  from mailing m
  join cohort c on c.organiser_id = m.organiser_id and c.id = m.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
 where m.organiser_id = $1 and ($2::uuid is null or m.id < $2)
   and ($3::text is null or m.status = $3)
   and ($4::uuid is null or m.cohort_id = $4)
 order by m.id desc limit $5
"""

COUNTS: Final = """
select status, count(*) as number from mailing
 where organiser_id = $1 and ($2::uuid is null or cohort_id = $2) group by status
"""

# By name; `$4` is the recipient after whom the page begins, so that no name stands in an address.
RECIPIENTS: Final = """
select r.id, r.person_id, p.name, p.protected_identity
  from mailing_recipient r
  join person p on p.organiser_id = r.organiser_id and p.id = r.person_id
 where r.organiser_id = $1 and r.mailing_id = $2 and ($3::boolean or not p.protected_identity)
   and ($4::uuid is null
        or (p.name_sort, r.id) > (select q.name_sort, o.id
                                    from mailing_recipient o
                                    join person q on q.organiser_id = o.organiser_id and q.id = o.person_id
                                   where o.organiser_id = $1 and o.mailing_id = $2 and o.id = $4))
 order by p.name_sort, r.id limit $5
"""

NAMES: Final = """
select p.name, p.protected_identity from person p
 where p.organiser_id = $1 and p.id = any($2::uuid[]) and ($3::boolean or not p.protected_identity)
 order by p.name_sort, p.id limit $4
"""

MUNICIPALITY_CODES: Final = """
select distinct municipality_code from organisation where organiser_id = $1 and municipality_code is not null
"""

COUNTY_CODES: Final = """
select distinct coalesce(county_code, left(municipality_code, 2)) as code from organisation
 where organiser_id = $1 and coalesce(county_code, municipality_code) is not null
"""


class ListedMailing(msgspec.Struct, frozen=True, kw_only=True):
    """A mailing in the list."""

    id: UUID
    subject: str
    status: MailingStatus
    send_at: datetime | None
    sent_at: datetime | None
    recipients: int | None
    without_address: int | None
    created_at: datetime
    cohort: str
    programme: str


class MailedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who got a mailing; the id is that of the recipient."""

    id: UUID
    person_id: UUID
    name: str
    protected_identity: bool


class NamedPerson(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    protected_identity: bool


async def list_before(
    conn: Conn,
    organiser_id: UUID,
    *,
    before: UUID | None,
    status: MailingStatus | None,
    cohort_id: UUID | None,
    limit: int,
) -> list[ListedMailing]:
    """Return a page of mailings, the newest first."""
    rows = await conn.fetch(LIST, organiser_id, before, status, cohort_id, limit)
    return [ListedMailing(**row) for row in rows]


async def counts(conn: Conn, organiser_id: UUID, *, cohort_id: UUID | None) -> dict[str, int]:
    """Return how many mailings there are in each status."""
    return {row["status"]: row["number"] for row in await conn.fetch(COUNTS, organiser_id, cohort_id)}


async def recipients(
    conn: Conn,
    organiser_id: UUID,
    mailing_id: UUID,
    *,
    sees_protected: bool,
    after: UUID | None,
    limit: int,
) -> list[MailedPerson]:
    """Return a page of those who got a mailing, by name."""
    rows = await conn.fetch(RECIPIENTS, organiser_id, mailing_id, sees_protected, after, limit)
    return [MailedPerson(**row) for row in rows]


async def names(
    conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID], *, sees_protected: bool, limit: int
) -> list[NamedPerson]:
    """Return the first of these people by name."""
    rows = await conn.fetch(NAMES, organiser_id, person_ids, sees_protected, limit)
    return [NamedPerson(**row) for row in rows]


async def places(conn: Conn, organiser_id: UUID) -> tuple[list[str], list[str]]:
    """Return the codes of the counties and of the municipalities that the organisations are in."""
    counties = [row["code"] for row in await conn.fetch(COUNTY_CODES, organiser_id)]
    rows = await conn.fetch(MUNICIPALITY_CODES, organiser_id)
    return counties, [row["municipality_code"] for row in rows]
