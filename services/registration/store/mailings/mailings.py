"""Rows of `mailing`, and the people whom its selection matches."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.errors import NotFound
from services.registration.domain.mailings.mailing import Mailing, MailingStatus, SelectedPerson, Selection
from services.registration.store.rows import get_row, insert_once
from shared.postgres import Conn

_shown: Final = """
select organiser_id, id, cohort_id, selection, subject, body, status, send_at, sent_at, recipients, without_address,
       created_at, version
  from mailing"""

LIST: Final = f"""{_shown}
 where organiser_id = $1 and id > $2
   and ($3::uuid is null or cohort_id = $3)
   and ($4::text is null or status = $4)
 order by id limit $5
"""

FIND: Final = f"{_shown} where organiser_id = $1 and id = $2"

LOCK: Final = f"{FIND} for update"

# Those that no other replica is sending.
LIST_DUE: Final = """
select organiser_id, id from mailing where status = 'scheduled' and send_at <= $1 order by send_at, id limit $2
"""

LIST_SCHEDULED: Final = f"""{_shown}
 where organiser_id = $1 and cohort_id = any($2::uuid[]) and status = 'scheduled'
 order by send_at, id
"""

INSERT: Final = """
insert into mailing (organiser_id, id, cohort_id, selection, subject, body, status, send_at, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

UPDATE: Final = """
update mailing
   set cohort_id = $3, selection = $4, subject = $5, body = $6, status = $7, send_at = $8, version = version + 1
 where organiser_id = $1 and id = $2
"""

TOUCH: Final = "update mailing set version = version + 1 where organiser_id = $1 and id = $2"

MARK_SENT: Final = """
update mailing
   set status = 'sent', sent_at = $3, recipients = $4, without_address = $5, version = version + 1
 where organiser_id = $1 and id = $2
"""

DELETE: Final = "delete from mailing where organiser_id = $1 and id = $2"

# Each person once: their registration before an invitation, a live one before one that has ended. A registration that nobody has
# confirmed is nobody's yet.
MATCH: Final = """
with recursive registered as (
  select distinct on (r.person_id) r.person_id, r.id, r.status
    from registration r
   where r.organiser_id = $1 and r.cohort_id = $2 and r.confirm_until is null
   order by r.person_id, r.status = 'withdrawn', r.id desc
), invited as (
  select distinct on (i.person_id) i.person_id, i.id,
         case when i.status in ('queued', 'sent', 'bounced') then 'pending' else i.status end as status
    from invitation i
   where i.organiser_id = $1 and i.cohort_id = $2
   order by i.person_id, i.status in ('expired', 'declined', 'substituted'), i.id desc
), concerned as (
  select person_id, r.id as registration_id, i.id as invitation_id, r.status <> 'withdrawn' as is_live,
         i.status as answer,
         case when r.status <> 'withdrawn' then r.status
              when i.status = 'pending' then i.status
              when r.status is not null then r.status
              else i.status end as status
    from registered r
    full join invited i using (person_id)
), lineage as (
  select o.id, o.parent_id, o.municipality_code, coalesce(o.county_code, left(o.municipality_code, 2)) as county_code, 1 as depth
    from organisation o
   where o.organiser_id = $1 and $7::boolean
  union all
  select l.id, p.parent_id, coalesce(l.municipality_code, p.municipality_code),
         coalesce(l.county_code, p.county_code, left(p.municipality_code, 2)), l.depth + 1
    from lineage l
    join organisation p on p.organiser_id = $1 and p.id = l.parent_id
   where (l.municipality_code is null or l.county_code is null) and l.depth < 20
), located as (
  select distinct on (id) id, municipality_code, county_code from lineage order by id, depth desc
), under as (
  select $10::uuid as id
  union
  select o.id from organisation o join under u on o.organiser_id = $1 and o.parent_id = u.id
)
select c.person_id, case when c.is_live then c.registration_id end as registration_id, c.invitation_id,
       p.email is not null as has_address
  from concerned c
  join person p on p.organiser_id = $1 and p.id = c.person_id
 where case when $3::text[] = '{}' then c.status not in ('declined', 'withdrawn', 'substituted', 'expired')
            else c.status = any($3) or 'accepted' = any($3) and (coalesce(c.is_live, false) or c.answer = 'accepted') end
   and ($4::uuid is null
        or exists (select from seat s where s.organiser_id = $1 and s.registration_id = c.registration_id
                                        and s.session_id = $4 and s.status = any($5::text[])))
   and ($6::uuid is null
        or not exists (select from seat s where s.organiser_id = $1 and s.registration_id = c.registration_id
                                            and s.session_id = $6 and s.status <> 'withdrawn'))
   and (not $7::boolean
        or exists (select
                     from position q
                     join located l on l.id = q.organisation_id
                    where q.organiser_id = $1 and q.person_id = c.person_id
                      and (q.from_on is null or q.from_on <= $12::date) and (q.until_on is null or q.until_on >= $12::date)
                      and ($8::text is null or l.county_code = $8)
                      and ($9::text is null or l.municipality_code = $9)
                      and ($10::uuid is null or q.organisation_id in (select id from under))
                      and ($11::text is null or q.role = $11)))
   and ($13::uuid[] is null or c.person_id = any($13))
   and not exists (select from erasure e where e.organiser_id = $1 and e.person_id = c.person_id)
 order by c.person_id
"""


# Which field names the thing that is not there, by the foreign key that says so.
_NAMED: Final = {
    "mailing_named_session_fkey": "session_id",
    "mailing_named_other_session_fkey": "not_session_id",
    "mailing_named_organisation_fkey": "organisation_id",
    "mailing_named_audience_fkey": "audience_id",
}


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    after: UUID,
    limit: int,
    cohort_id: UUID | None = None,
    status: MailingStatus | None = None,
) -> list[Mailing]:
    """Return a page of mailings in order of creation."""
    rows = await conn.fetch(LIST, organiser_id, after, cohort_id, status, limit)
    return [_mailing(row) for row in rows]


async def get(conn: Conn, organiser_id: UUID, mailing_id: UUID) -> Mailing:
    """Return a mailing; raises `NotFound`."""
    return _mailing(await get_row(conn, "mailing", FIND, organiser_id, mailing_id))


async def lock(conn: Conn, organiser_id: UUID, mailing_id: UUID) -> Mailing:
    """Lock and return a mailing; raises `NotFound`."""
    return _mailing(await get_row(conn, "mailing", LOCK, organiser_id, mailing_id))


async def list_due(conn: Conn, *, now: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Return organiser and id of the scheduled mailings whose time has come."""
    return [(row["organiser_id"], row["id"]) for row in await conn.fetch(LIST_DUE, now, most)]


async def list_scheduled(conn: Conn, organiser_id: UUID, cohort_ids: Sequence[UUID]) -> list[Mailing]:
    """Return the mailings of these cohorts that go at a time to come, the soonest first."""
    rows = await conn.fetch(LIST_SCHEDULED, organiser_id, list(cohort_ids))
    return [_mailing(row) for row in rows]


async def insert(conn: Conn, mailing: Mailing) -> None:
    """Add a mailing; raises `NotFound` for a cohort, or what the selection names, that is not there, and `AlreadyMade` for its id."""
    try:
        await insert_once(conn, INSERT, *_values(mailing), mailing.created_at)
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_NAMED.get(error.constraint_name or "", "cohort_id")) from error


async def update(conn: Conn, mailing: Mailing) -> None:
    """Store the changed fields of a mailing; raises `NotFound` for a cohort, or what the selection names, that is not there."""
    try:
        await conn.execute(UPDATE, *_values(mailing))
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_NAMED.get(error.constraint_name or "", "cohort_id")) from error


async def touch(conn: Conn, organiser_id: UUID, mailing_id: UUID) -> None:
    """Raise the version, after what belongs to the mailing has changed."""
    await conn.execute(TOUCH, organiser_id, mailing_id)


async def mark_sent(
    conn: Conn, organiser_id: UUID, mailing_id: UUID, *, now: datetime, recipients: int, without_address: int
) -> None:
    await conn.execute(MARK_SENT, organiser_id, mailing_id, now, recipients, without_address)


async def delete(conn: Conn, organiser_id: UUID, mailing_id: UUID) -> None:
    await conn.execute(DELETE, organiser_id, mailing_id)


async def match(
    conn: Conn,
    organiser_id: UUID,
    cohort_id: UUID,
    selection: Selection,
    *,
    on: date,
    among: Sequence[UUID] | None = None,
) -> list[SelectedPerson]:
    """Return the people of a cohort whom a selection matches on a day, each once; `among`: only these."""
    rows = await conn.fetch(
        MATCH,
        organiser_id,
        cohort_id,
        list(selection.all_statuses),
        selection.session_id,
        selection.seat_statuses,
        selection.not_session_id,
        selection.is_by_position,
        selection.county_code,
        selection.municipality_code,
        selection.organisation_id,
        selection.role,
        on,
        among,
    )
    return [SelectedPerson(**row) for row in rows]


def _mailing(row: asyncpg.Record) -> Mailing:
    fields = dict(row)
    return Mailing(**{**fields, "selection": msgspec.convert(fields["selection"], Selection)})


def _values(mailing: Mailing) -> list[object]:
    """Return the column values in the order of the statements."""
    return [
        mailing.organiser_id,
        mailing.id,
        mailing.cohort_id,
        msgspec.to_builtins(mailing.selection),
        mailing.subject,
        mailing.body,
        mailing.status,
        mailing.send_at,
    ]
