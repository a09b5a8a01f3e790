"""The owner and the dates of a personal calendar feed, over all cohorts of an organiser."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.store.sessions import room_url
from shared.events import CohortStatus, Mode, SessionStatus
from shared.language import Language
from shared.postgres import Conn


class FeedOwner(msgspec.Struct, frozen=True, kw_only=True):
    """The person whose dates a feed has; a link of another `generation` was replaced."""

    organiser_id: UUID
    organiser_name: str
    person_id: UUID
    language: Language
    generation: int
    is_erased: bool


class OwnDate(msgspec.Struct, frozen=True, kw_only=True):
    """A session with a day in which the person has a seat, or had one: `is_withdrawn`.

    The versions and the epoch make the entry's SEQUENCE, `changed_at` is the newest change of what it says.
    """

    seat_id: UUID
    generation: int
    is_withdrawn: bool
    title: str
    on: date
    starts_at: datetime | None
    ends_at: datetime | None
    mode: Mode | None
    place: str | None
    note: str | None
    status: SessionStatus
    cancel_reason: str | None
    has_join_url: bool
    programme_title: str
    cohort_status: CohortStatus
    contact_label: str | None
    contact_email: str | None
    contact_phone: str | None
    epoch: int
    versions: int
    changed_at: datetime


# The link names the person. Links of earlier releases name a registration, and lead to the same feed.
FIND_OWNER: Final = """
select p.organiser_id, o.name as organiser_name, p.id as person_id, p.language, named.generation,
       exists (select from erasure x where x.organiser_id = p.organiser_id and x.person_id = p.id) as is_erased
  from (select own.organiser_id, own.id as person_id, own.feed_generation as generation from person own where own.id = $1
         union all
        select r.organiser_id, r.person_id, r.generation from registration r where r.id = $1) as named
  join person p on p.organiser_id = named.organiser_id and p.id = named.person_id
  join organiser o on o.id = p.organiser_id
"""

LIST_OWN_DATES: Final = f"""
select seat.id as seat_id, seat.generation, seat.status = 'withdrawn' as is_withdrawn, s.title, s.on_date as on, s.starts_at,
       s.ends_at, s.mode, s.place, s.note, s.status, s.cancel_reason, {room_url} is not null as has_join_url,
       p.title as programme_title, c.status as cohort_status, k.label as contact_label, k.email as contact_email,
       k.phone as contact_phone, e.value as epoch, r.version + s.version + c.version + p.version + person.version as versions,
       greatest(seat.since, s.changed_at, c.changed_at, p.changed_at) as changed_at
  from registration r
  join person on person.organiser_id = r.organiser_id and person.id = r.person_id
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
  left join contact k on k.organiser_id = p.organiser_id and k.id = p.contact_id
  join seat on seat.organiser_id = r.organiser_id and seat.registration_id = r.id
  join session s on s.organiser_id = seat.organiser_id and s.id = seat.session_id
 cross join epoch e
 where r.organiser_id = $1 and r.person_id = $2 and r.calendar = 'subscription' and s.on_date is not null
   and r.confirm_until is null and (seat.status = 'confirmed' or seat.status = 'withdrawn' and seat.since > $3)
 order by s.on_date, s.starts_at nulls first, seat.id
"""


async def find_owner(conn: Conn, subject_id: UUID) -> FeedOwner | None:
    """Return the owner of the feed that a link names, or None."""
    row = await conn.fetchrow(FIND_OWNER, subject_id)
    return None if row is None else msgspec.convert(dict(row), FeedOwner)


async def list_own_dates(
    conn: Conn, organiser_id: UUID, person_id: UUID, *, withdrawn_after: datetime
) -> list[OwnDate]:
    """Return the dated sessions of the person's subscription, in time order, with those that were given up lately.

    Registrations with calendar mails, or without calendar, are left out, so that no date appears twice.
    """
    rows = await conn.fetch(LIST_OWN_DATES, organiser_id, person_id, withdrawn_after)
    return [msgspec.convert(dict(row), OwnDate) for row in rows]
