"""Public data of an organiser: published cohorts with their dates, and contacts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.sessions.session import Session
from services.registration.store import sessions
from services.registration.store.views.participant import Organiser
from shared.events import CohortStatus
from shared.postgres import Conn

FIND_HOST: Final = """
select id, slug, name as organiser_name, short_name, accent, logo_hash, logo_width, logo_height
  from organiser where slug = $1
"""

_COHORT: Final = """
select c.id, c.slug, c.name, c.status, c.version + p.version as versions, greatest(c.changed_at, p.changed_at) as changed_at,
       c.waiting_list, c.starts_on, c.ends_on, c.drop_in, c.drop_in_from, c.confirmations, c.must_confirm, c.asks,
       p.id as programme_id, p.title, p.subtitle, p.summary, p.reservation, p.registration, p.extra as programme_extra,
       k.label as contact_label, k.title as contact_title, k.email as contact_email, k.phone as contact_phone,
       coalesce((select array_agg(distinct role order by role)
                   from invitation_rule r
                   join audience a on a.organiser_id = r.organiser_id and a.id = r.audience_id
                  cross join unnest(a.roles) as role
                  where r.organiser_id = c.organiser_id and r.cohort_id = c.id), '{}') as roles
  from cohort c
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
  left join contact k on k.organiser_id = p.organiser_id and k.id = p.contact_id
 where c.organiser_id = $1 and c.published_at is not null
"""

LIST: Final = f"{_COHORT} order by c.id desc limit $2"

FIND: Final = f"{_COHORT} and c.slug = $2"

LIST_SESSIONS: Final = f"""
select{sessions.columns}
  from session s
  join cohort c on c.organiser_id = s.organiser_id and c.id = s.cohort_id
  join seat_count n on n.session_id = s.id
 where s.organiser_id = $1 and s.cohort_id = any($2::uuid[])
 order by s.id
"""

# The recipient of enquiries about no particular programme: the newest programme's contact, else a coordinator.
FIND_READER: Final = """
select label, title, email, phone
  from (select k.label, k.title, k.email, k.phone, 1 as rank, c.id
          from cohort c
          join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
          join contact k on k.organiser_id = p.organiser_id and k.id = p.contact_id
         where c.organiser_id = $1 and k.email is not null
         union all
        select o.name, null, s.email, null, 2, s.id
          from staff s join organiser o on o.id = s.organiser_id
         where s.organiser_id = $1 and s.role in ('admin', 'coordinator')) as found
 order by rank, id desc limit 1
"""

# The contact on the page of all cohorts: that of the newest programme with one; never a staff account.
FIND_CONTACT: Final = """
select k.label, k.title, k.email, k.phone
  from cohort c
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
  join contact k on k.organiser_id = p.organiser_id and k.id = p.contact_id
 where c.organiser_id = $1 and c.published_at is not null
 order by c.id desc limit 1
"""

# Only programmes with a published cohort can be watched, so that no other becomes known.
FIND_WATCHED: Final = """
select p.id, p.title
  from programme p
 where p.organiser_id = $1 and p.id = $2 and p.registration = 'open'
   and exists (select from cohort c where c.organiser_id = $1 and c.programme_id = p.id and c.published_at is not null)
"""

# The most cohorts on a page; older ones are left out.
LIST_ORGANISERS: Final = "select slug, name as organiser_name from organiser order by name, slug limit 50"

MOST: Final = 500


class PublicOrganiser(Organiser, frozen=True, kw_only=True):
    """The organiser of the public pages."""

    id: UUID


class PublicContact(msgspec.Struct, frozen=True, kw_only=True):
    """A contact of the organiser."""

    label: str
    title: str | None
    email: str | None
    phone: str | None


class WatchedProgramme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme whose next opening a visitor can subscribe to."""

    id: UUID
    title: str


class PublicCohort(msgspec.Struct, frozen=True, kw_only=True):
    """A published cohort with its programme. `roles` are those of its invitation rules' audiences.

    `versions` is the sum of both versions, `changed_at` the newest change of either.
    """

    id: UUID
    slug: str
    name: str
    status: CohortStatus
    waiting_list: bool
    starts_on: date | None
    ends_on: date | None
    drop_in: bool
    drop_in_from: date | None
    confirmations: bool
    must_confirm: bool
    asks: bool
    programme_id: UUID
    title: str
    subtitle: str | None
    summary: str | None
    reservation: str | None
    registration: str
    programme_extra: dict[str, Any]  # Any: what a scenario file says that no rule reads
    contact_label: str | None
    contact_title: str | None
    contact_email: str | None
    contact_phone: str | None
    roles: list[str]
    versions: int
    changed_at: datetime

    @property
    def is_free(self) -> bool:
        return self.programme_extra.get("price_sek") == 0


async def find_host(conn: Conn, slug: str) -> PublicOrganiser | None:
    """Return the organiser with this slug, or None."""
    row = await conn.fetchrow(FIND_HOST, slug)
    return None if row is None else msgspec.convert(dict(row), PublicOrganiser)


async def list_cohorts(conn: Conn, organiser_id: UUID) -> list[PublicCohort]:
    """Return the newest `MOST` cohorts that were ever published, the newest first."""
    return [_cohort(row) for row in await conn.fetch(LIST, organiser_id, MOST)]


async def find_cohort(conn: Conn, organiser_id: UUID, slug: str) -> PublicCohort | None:
    row = await conn.fetchrow(FIND, organiser_id, slug)
    return None if row is None else _cohort(row)


async def list_sessions(
    conn: Conn, organiser_id: UUID, cohort_ids: Sequence[UUID]
) -> dict[UUID, list[Session]]:
    """Return the sessions of cohorts, by cohort, without the numbers of people waiting."""
    found: dict[UUID, list[Session]] = {cohort_id: [] for cohort_id in cohort_ids}
    for row in await conn.fetch(LIST_SESSIONS, organiser_id, cohort_ids):
        found[row["cohort_id"]].append(Session(**row))
    return found


async def find_reader(conn: Conn, organiser_id: UUID) -> PublicContact | None:
    """Return the recipient of enquiries about no particular programme, or None."""
    row = await conn.fetchrow(FIND_READER, organiser_id)
    return None if row is None else msgspec.convert(dict(row), PublicContact)


async def find_contact(conn: Conn, organiser_id: UUID) -> PublicContact | None:
    """Return the contact on the page of all cohorts, or None."""
    row = await conn.fetchrow(FIND_CONTACT, organiser_id)
    return None if row is None else msgspec.convert(dict(row), PublicContact)


async def find_watched(conn: Conn, organiser_id: UUID, programme_id: UUID) -> WatchedProgramme | None:
    row = await conn.fetchrow(FIND_WATCHED, organiser_id, programme_id)
    return None if row is None else msgspec.convert(dict(row), WatchedProgramme)


def _cohort(row: Any) -> PublicCohort:  # Any: a row of asyncpg
    return msgspec.convert(dict(row), PublicCohort)


class NamedOrganiser(msgspec.Struct, frozen=True, kw_only=True):
    slug: str
    organiser_name: str


async def list_organisers(conn: Conn) -> list[NamedOrganiser]:
    """Return the first fifty tenants by name."""
    return [NamedOrganiser(**row) for row in await conn.fetch(LIST_ORGANISERS)]
